# Makes a PostgreSQL cluster, starts it, says "ready", and takes everything away again when standard input ends.
# Each line of input before that makes it crash and start again, and is answered with "ready".
#
# Standard input is a pipe whose other end the test process holds. The system closes it however that process
# ends, so no server outlives its tests, not even those that are killed.
#
# usage: cluster.sh FOLDER_OF_PROGRAMS PORT FSYNC SHARED_BUFFERS

set -eu
exec 2>&1
programs=$1 port=$2 fsync=$3 shared_buffers=$4

folder=$(mktemp -d "${TMPDIR:-/tmp}/bonafide-postgres.XXXXXX" || mktemp -d /tmp/bonafide-postgres.XXXXXX)
trap 'rm -rf "$folder"' EXIT
trap '' HUP INT TERM PIPE

"$programs/initdb" --pgdata "$folder/data" --username postgres --auth trust --no-sync --encoding UTF8 \
    --locale C --locale-provider icu --icu-locale en-US >"$folder/initdb.log" 2>&1 || {
    cat "$folder/initdb.log"
    exit 1
}

cat >>"$folder/data/postgresql.conf" <<CONFIGURATION
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 200
shared_buffers = $shared_buffers
fsync = $fsync
full_page_writes = $fsync
CONFIGURATION

start() {
    "$programs/pg_ctl" start --wait --timeout 60 --silent --pgdata "$folder/data" --log "$folder/log" || {
        cat "$folder/log"
        exit 1
    }
    echo ready || true
}

stop() {
    "$programs/pg_ctl" stop --mode immediate --silent --pgdata "$folder/data"
}

start
while read -r _; do
    stop
    start
done

stop
