#!/bin/sh
# usage: make_pki.sh DIRECTORY: a root, an issuer below it, and for each kind of key a certificate for
# localhost that servers and clients can show: KIND.pem with its issuer, KIND.key.  Made by openssl(1).
set -eu
cd "$1"

key() { # kind, file
    case $1 in
        rsa) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$2" ;;
        pss) openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out "$2" ;;
        p256) openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$2" ;;
        p384) openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$2" ;;
        ed25519) openssl genpkey -quiet -algorithm ED25519 -out "$2" ;;
    esac 2> /dev/null
}

key rsa root.key
openssl req -x509 -new -key root.key -subj "/CN=Interop Root" -days 120 -out root.pem \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign

printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n' > issuer.ext
key rsa issuer.key
openssl req -new -key issuer.key -subj "/CN=Interop Issuer" |
    openssl x509 -req -CA root.pem -CAkey root.key -set_serial 2 -days 120 -extfile issuer.ext \
        -out issuer.pem 2> /dev/null

{
    echo "subjectAltName=DNS:localhost,IP:127.0.0.1"
    echo "crlDistributionPoints=URI:http://localhost/none.crl"
    echo "extendedKeyUsage=serverAuth,clientAuth"
    echo "keyUsage=critical,digitalSignature,keyEncipherment"
} > leaf.ext
sed s/,keyEncipherment// leaf.ext > signer.ext
for kind in rsa pss p256 p384 ed25519; do
    extensions=signer.ext
    [ $kind != rsa ] || extensions=leaf.ext
    key $kind $kind.key
    openssl req -new -key $kind.key -subj "/CN=$kind" |
        openssl x509 -req -CA issuer.pem -CAkey issuer.key -set_serial "0x4$(openssl rand -hex 15)" -days 120 \
            -extfile $extensions -out $kind.leaf 2> /dev/null
    cat $kind.leaf issuer.pem > $kind.pem
done
for bits in 2048 3072; do
    openssl genpkey -quiet -genparam -algorithm DH -pkeyopt group:ffdhe$bits -out ffdhe$bits.pem \
        2> /dev/null
done
