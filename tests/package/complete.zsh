# SPDX-License-Identifier: MIT
# Shows what zsh offers for a command line. usage: zsh -f complete.zsh FOLDER-OF-_leadsync LINE
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=1000; bindkey '^I' complete-word; zstyle ':completion:*' list-prompt ''; print ready''now"
while zpty -r shell line; do [[ $line == *readynow* ]] && break; done
zpty -w -n shell "$2"$'\t\t'
for n in {1..40}; do
  sleep 0.05
  while zpty -r -t shell line; do print -r -- $line; done
done
zpty -d shell
