# SPDX-License-Identifier: MIT
# pki.sh - an authority and certificates of a rig, made by OpenSSL in $tmp.

# Wine takes no other keys of clients than RSA's, and what an authority signs by ECDSA it
# finds wrong when one of the two numbers is short: one certificate in a hundred or so.
pki_key=(ec -pkeyopt ec_paramgen_curve:P-256)
[ -z "$windows" ] || pki_key=(rsa:2048)

# Wine's Schannel is the client's half: nobody can connect to us by TLS there, and who
# is connected to is a process of this system's build (open_peer).
no_server=
[ -z "$windows" ] || no_server="Wine's Schannel is no server"

# tls_port PORT: for tls-listen; - where that cannot be.
tls_port() {
	[ -n "$no_server" ] && echo - || echo "$1"
}

# pki_authority NAME
pki_authority() {
	openssl req -x509 -newkey "${pki_key[@]}" -nodes -days 2 -subj "/CN=Rig $1" \
		-addext "keyUsage=critical,keyCertSign,cRLSign" -keyout "$tmp/$1.key" -out "$tmp/$1.pem" 2>/dev/null
	: > "$tmp/$1.index"
	echo 01 > "$tmp/$1.serial"
	cat > "$tmp/$1.cnf" <<-CNF
	[ca]
	default_ca = rig
	[rig]
	database = $tmp/$1.index
	serial = $tmp/$1.serial
	new_certs_dir = $tmp
	certificate = $tmp/$1.pem
	private_key = $tmp/$1.key
	default_md = sha256
	policy = any
	unique_subject = no
	copy_extensions = copy
	[any]
	commonName = supplied
	CNF
}

# pki_certificate AUTHORITY NAME SUBJECT-ALT-NAMES [FIRST-DAY LAST-DAY]: days as YYYYMMDD.
pki_certificate() {
	local dates=(-days 2)

	[ $# -lt 5 ] || dates=(-startdate "${4}000000Z" -enddate "${5}000000Z")
	openssl req -new -newkey "${pki_key[@]}" -nodes -subj "/CN=$2" \
		-addext "subjectAltName=$3" -keyout "$tmp/$2.key" -out "$tmp/$2.csr" 2>/dev/null &&
		openssl ca -batch -notext -config "$tmp/$1.cnf" -in "$tmp/$2.csr" -out "$tmp/$2.pem" "${dates[@]}" \
			2> "$tmp/$2.log"
}
