#!/bin/sh
# Keeps the platform of one data folder running: guard.sh DATA -- PROGRAM ARGUMENT ...
# It starts the program, and starts it again with growing pauses when it is killed or fails. It ends when the program ends
# by itself with 0, when the program refuses to start (exit codes 2 to 9: a person has to act), or on TERM, which it passes on.
# LIUSU_GUARD_ADOPT="PID START": a program that is already running (its guard was killed) is watched first.
set -u
data=$1
shift 2

child='' stopping=''
on_term() {
  stopping=1
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
}
trap on_term TERM INT HUP

# True while process $1 is the one that began at $2; only shell built-ins, as it is asked every second.
same_process() {
  if [ -r "/proc/$1/stat" ]; then
    read -r line <"/proc/$1/stat" 2>/dev/null || return 1
    # shellcheck disable=SC2086 # split into fields on purpose
    set -- "$2" ${line##*) }
    [ "$1" = "${21:-}" ] && [ "$2" != Z ]
  else
    [ ! -d /proc/self ] && kill -0 "$1" 2>/dev/null
  fi
}

if [ -n "${LIUSU_GUARD_ADOPT:-}" ]; then
  child=${LIUSU_GUARD_ADOPT%% *}
  began=${LIUSU_GUARD_ADOPT#* }
  unset LIUSU_GUARD_ADOPT
  while same_process "$child" "$began"; do sleep 1; done
  child=''
  # A platform that stopped on its own took its lock with it.
  if [ -n "$stopping" ] || [ ! -e "$data/run/platform.lock" ]; then exit 0; fi
fi

pause=1
while [ -z "$stopping" ] && [ -d "$data/run" ]; do
  started=$(date +%s)
  "$@" &
  child=$!
  wait "$child"
  code=$?
  # A wait that a signal cut short says nothing about the program: wait for its real end.
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    code=$?
  done
  child=''
  [ "$code" -ne 0 ] || exit 0
  if [ "$code" -ge 2 ] && [ "$code" -le 9 ]; then exit "$code"; fi
  [ -z "$stopping" ] || exit 0
  [ $(($(date +%s) - started)) -lt 60 ] || pause=1
  echo "guard: the platform ended with $code; starting it again in $pause s"
  sleep "$pause"
  pause=$((pause * 2))
  [ "$pause" -le 30 ] || pause=30
done
