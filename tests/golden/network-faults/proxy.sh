# proxy.sh STATUS: leadsync sync by way of a proxy that answers so.
perl -e '
  use IO::Socket::INET;
  my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 5) or die;
  open(my $file, ">", "port.part"); print $file $server->sockport; close($file);
  rename("port.part", "port");
  while (my $peer = $server->accept) {
    while (my $line = <$peer>) { last if $line eq "\r\n"; }
    print $peer "HTTP/1.1 $ARGV[0]\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    close($peer);
  }' "$1" &
proxy=$!
for _ in $(seq 400); do
  [ -e port ] && break
  sleep 0.05
done
https_proxy=http://127.0.0.1:$(cat port) no_proxy= \
  LEADSYNC_WEBHOOK=https://acme.bitrix24.com/rest/1/n0b0dyknows1t/ \
  leadsync sync leads.csv -m mapping.json --yes --give-up-after 0s
code=$?
kill $proxy
rm -f port
exit $code
