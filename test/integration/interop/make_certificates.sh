#!/usr/bin/env bash
# Makes, in the folder given: a certificate authority, certificates of servers good and bad, and those of the clients.
# Nothing of it is kept in the repository, and none of it is of any worth outside the tests.
set -euo pipefail
folder=${1:?usage: make_certificates.sh FOLDER}
mkdir -p "$folder"
cd "$folder"

quietly()
{
    "$@" >openssl.log 2>&1 || { echo "failed: $*" >&2; cat openssl.log >&2; exit 1; }
}

# authority NAME: a self-signed certificate that may sign others
authority()
{
    quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1 of the tests" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
        -keyout "$1.key" -out "$1.pem"
}

# server NAME AUTHORITY SUBJECT_ALT_NAME [DAYS [EXTENSION]]: a server's certificate; without a subject alternative name
# when empty
new_key=(ec -pkeyopt ec_paramgen_curve:P-256)
server()
{
    quietly openssl req -newkey "${new_key[@]}" -nodes -subj "/CN=localhost" -keyout "$1.key" -out "$1.csr"
    printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n%s\n%s\n' "${3:+subjectAltName=$3}" "${5:-}" >"$1.ext"
    quietly openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days "${4:-2}" \
        -extfile "$1.ext" -out "$1.pem"
}

# client NAME KEY_OPTIONS...: a self-signed certificate, as a customer uploads it to the identity service
client()
{
    local name=$1
    shift
    quietly openssl req -x509 "$@" -nodes -days 2 -subj "/CN=$name" -keyout "$name.key" -out "$name.pem"
}

authority ca
authority stranger
server server ca DNS:localhost,IP:127.0.0.1
server server_untrusted stranger DNS:localhost,IP:127.0.0.1
server server_other_host ca DNS:other.example
server server_common_name_only ca ""
server server_expired ca DNS:localhost,IP:127.0.0.1 -1
server server_wildcard ca DNS:*.wild.example
server server_address_only ca IP:127.0.0.1
server server_address_as_name ca DNS:127.0.0.1
new_key=(rsa:1024)
server server_weak_key ca DNS:localhost
new_key=(ec -pkeyopt ec_paramgen_curve:P-256)

# valid from tomorrow: only `openssl ca` takes a beginning
later()
{
    printf '%s\n' '[ca]' 'default_ca=tests' '[tests]' 'database=later.index' 'new_certs_dir=later.certs' 'rand_serial=yes' \
        'default_md=sha256' 'policy=any' 'certificate=ca.pem' 'private_key=ca.key' '[any]' 'commonName=supplied' >later.cnf
    : >later.index
    mkdir later.certs
    quietly openssl req -newkey "${new_key[@]}" -nodes -subj "/CN=localhost" -keyout "$1.key" -out "$1.csr"
    printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost\n' >"$1.ext"
    quietly openssl ca -batch -config later.cnf -notext -in "$1.csr" -extfile "$1.ext" -out "$1.pem" \
        -startdate "$(date -u -d tomorrow +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d '3 days' +%Y%m%d%H%M%SZ)"
    rm -r later.*
}
later server_not_yet_valid
# signed by nobody but itself
quietly openssl req -x509 -newkey "${new_key[@]}" -nodes -days 2 -subj "/CN=localhost" -addext subjectAltName=DNS:localhost \
    -keyout server_self_signed.key -out server_self_signed.pem

# staple NAME AUTHORITY STATUS [SUBJECT]: what AUTHORITY says of SUBJECT's certificate (by default NAME's), for nginx to
# staple; STATUS is V (good) or R (revoked)
staple()
{
    local revoked='' serial
    [ "$3" = R ] && revoked=$(date -u +%y%m%d%H%M%SZ)
    serial=$(openssl x509 -in "${4:-$1}.pem" -noout -serial)
    printf '%s\t%s\t%s\t%s\tunknown\t/CN=localhost\n' "$3" 400101000000Z "$revoked" "${serial#serial=}" >ocsp.index
    quietly openssl ocsp -index ocsp.index -CA "$2.pem" -issuer "$2.pem" -cert "${4:-$1}.pem" \
        -rsigner "$2.pem" -rkey "$2.key" -ndays 1 -respout "$1.ocsp"
}
for name in good revoked unsigned_status others_status demanding demanding_none; do
    extensions=
    case $name in demanding*) extensions=tlsfeature=status_request ;; esac
    server "server_$name" ca DNS:localhost "" "$extensions"
done
staple server_good ca V
staple server_revoked ca R
staple server_unsigned_status stranger V
staple server_others_status ca V server_good
staple server_demanding ca V

client client_rsa -newkey rsa:2048
client client_p256 -newkey ec -pkeyopt ec_paramgen_curve:P-256
client client_p384 -newkey ec -pkeyopt ec_paramgen_curve:P-384
client client_p521 -newkey ec -pkeyopt ec_paramgen_curve:P-521
# a good key that is registered nowhere
client client_unknown -newkey ec -pkeyopt ec_paramgen_curve:P-256
rm -f -- *.csr *.ext *.srl ocsp.index openssl.log
