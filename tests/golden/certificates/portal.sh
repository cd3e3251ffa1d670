# portal.sh CERTIFICATE ARGUMENTS...: leadsync sync at an https server that shows this certificate.
: >server
openssl s_server -accept 127.0.0.1:0 -key key.pem -cert "$1.pem" -www >server 2>&1 &
server=$!
for _ in $(seq 100); do
  port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' server)
  [ -n "$port" ] && break
  sleep 0.05
done
shift
LEADSYNC_WEBHOOK=https://127.0.0.1:$port/rest/1/n0b0dyknows1t/ \
  leadsync sync leads.csv -m mapping.json --yes --give-up-after 1s --timeout 1 "$@" 2>err
code=$?
sed "s/:$port/:PORT/g; s/ in [0-9]* s;/ in N s;/; s/ [0-9]* milliseconds/ N milliseconds/" err >&2
kill $server
wait 2>/dev/null
rm -f server err
exit $code
