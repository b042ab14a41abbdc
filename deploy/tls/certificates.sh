#!/bin/sh
# An authority of your own, and a certificate for each server and program of a region, so that every
# line between them is encrypted and both ends prove who they are.
#
#   deploy/tls/certificates.sh FOLDER [HOST…]
#
# For a trial, and until your organisation's own authority issues them under the same names. Each HOST
# is a further name that the servers answer to. What is there already is kept; a certificate lasts 365
# days (danm tells 30 days before). The authority's key, authority.key, belongs into a safe.
set -eu
umask 077

folder=$1
shift
days=365
mkdir -p "$folder"
cd "$folder"

# Who a program is inside its image; root's file and its group's to read, as the program asks.
kafka_group=1000 postgresql_group=999 danm_group=10001 alertmanager_group=65534 anybody_group=0

hand_over() { # FILE GROUP
    if [ "$(id -u)" -eq 0 ]; then
        chown "root:$2" "$1"
        chmod 0440 "$1"
    else
        chmod 0400 "$1"
    fi
}

authority() {
    [ -e authority.pem ] && return
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
        -subj "/O=danm/CN=danm authority" -addext "basicConstraints=critical,CA:TRUE" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout authority.key -out authority.pem 2>/dev/null
    chmod 0444 authority.pem
}

paper() { # NAME GROUP USAGE [HOST…]
    name=$1 group=$2 usage=$3
    shift 3
    [ -e "$name.pem" ] && return
    names=""
    for host in "$@"; do names="$names,DNS:$host"; done
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
        -subj "/O=danm/OU=monitor/CN=$name" -keyout "$name.key" -out "$name.csr" 2>/dev/null
    {
        echo "basicConstraints=critical,CA:FALSE"
        echo "keyUsage=critical,digitalSignature"
        echo "extendedKeyUsage=$usage"
        [ -z "$names" ] || echo "subjectAltName=${names#,}"
    } > "$name.ext"
    openssl x509 -req -in "$name.csr" -CA authority.pem -CAkey authority.key -days "$days" \
        -sha256 -extfile "$name.ext" -out "$name.pem" 2>/dev/null
    rm "$name.csr" "$name.ext"
    chmod 0444 "$name.pem"
    hand_over "$name.key" "$group"
}

together() { # NAME: the form in which Kafka reads both
    [ -e "$1.keystore.pem" ] && return
    cat "$1.key" "$1.pem" > "$1.keystore.pem"
    hand_over "$1.keystore.pem" "$2"
}

secret() { # NAME GROUP
    [ -e "$1" ] && return
    openssl rand -hex 32 > "$1"
    hand_over "$1" "$2"
}

authority
paper broker "$kafka_group" serverAuth,clientAuth kafka "$@"
together broker "$kafka_group"
paper postgresql "$postgresql_group" serverAuth postgresql "$@"
paper web "$anybody_group" serverAuth web "$@"
# To the broker by these names; to PostgreSQL by those of its accounts.
for name in danm admin police front-door danm_owner danm_writer danm_keeper danm_reader; do
    paper "$name" "$danm_group" clientAuth
done
secret hmac.key "$danm_group"
secret seal.key "$danm_group"
secret postgresql.password "$postgresql_group"
# To be replaced by those that the mail server and the heartbeat's receiver gave.
secret mail.password "$alertmanager_group"
secret heartbeat.token "$alertmanager_group"
secret grafana.password "$anybody_group"
