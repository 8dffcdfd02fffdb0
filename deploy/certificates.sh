#!/bin/sh
# Certificates for docker-compose.yml: an authority of this installation's own, and for each part what it needs of it.
#
#   sh deploy/certificates.sh            into certificates/ beside docker-compose.yml; another folder as an argument
#
# Run again, it keeps the authority and makes the rest anew, good for 825 days; restart the containers then.
# Needs openssl, 1.1.1 or newer. The folder is for its owner only: whoever reads it is any of the parts.
set -eu
umask 077
folder=${1:-$(dirname "$0")/../certificates}
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

key() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
  # Containers have users of their own; nobody else comes through the folder.
  chmod 644 "$1.key"
}

if [ ! -f ca.key ]; then
  key ca
  chmod 600 ca.key
  openssl req -x509 -new -sha256 -key ca.key -out ca.crt -days 3650 -subj '/CN=Huiyin' \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign'
  chmod 644 ca.crt
fi

# certificate NAME PURPOSE
certificate() {
  key "$1"
  openssl req -new -sha256 -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' \
    "extendedKeyUsage=$2" "subjectAltName=DNS:$1,DNS:localhost" > "$1.ext"
  openssl x509 -req -sha256 -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 \
    -extfile "$1.ext" -out "$1.crt" 2> /dev/null
  chmod 644 "$1.crt"
  rm "$1.csr" "$1.ext"
}

# Temporal is asked, and asks itself.
certificate temporal serverAuth,clientAuth
certificate mongo serverAuth
certificate postgres serverAuth
# Who may ask Temporal: the API, the worker, Temporal Web, and whoever runs the installation.
for name in api worker console operator; do certificate "$name" clientAuth; done

# MongoDB wants both in one file.
cat mongo.crt mongo.key > mongo.pem
chmod 644 mongo.pem
