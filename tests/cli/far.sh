#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Archives at URLs: from nginx the answers are those of the file, in few requests; a
# server that errs or lies is named, and nothing is written but the cache.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
PATH=$PATH:/usr/sbin:/sbin
pids=
# shellcheck disable=SC2154,SC2086 # the shell splits the list
trap 'for p in $pids; do kill $p 2>/dev/null; done; wait; rm -rf "$work"' EXIT
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY SSL_CERT_FILE
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION \
	AWS_DEFAULT_REGION AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3 NBARC_CACHE_SIZE
XDG_CACHE_HOME=$work/cache
export XDG_CACHE_HOME
id=jdrb-20190304-a01-02
mkdir www logs t cache
nbarc ingest -q -o www/c.nbarc --titles "$root/fixtures/titles.tsv" "$root/fixtures/pages"
sed 's/长条凳/条凳/' "$root/fixtures/pages/jdrb-20190304-a01.txt" >jdrb-20190304-a01.txt
nbarc ingest -q -o www/c.nbarc --titles "$root/fixtures/titles.tsv" jdrb-20190304-a01.txt
cp www/c.nbarc www/e.nbarc
nbarc index -q --embed www/e.nbarc
# The same, and the index of another archive beside it.
cp www/e.nbarc www/o.nbarc
nbarc ingest -q -o other.nbarc jdrb-20190304-a01.txt
nbarc index -q -o www/o.nbarc.idx other.nbarc
cp www/o.nbarc.idx www/shut.nbarc.idx
cp www/e.nbarc www/shut.nbarc
nbarc index -q www/c.nbarc
# What was changed just now is not kept.
touch -d 2020-01-01 www/*
# One that is larger than what is asked for first: characters at random.
mkdir many
python3 -c 'import random
random.seed(18)
for n in range(1, 61):
    with open(f"many/jdrb-20190401-a{n:02}.txt", "w", encoding="utf-8") as page:
        for _ in range(12):
            page.write("".join(chr(random.randint(0x4e00, 0x9f00)) for _ in range(300)) + "\n\n")'
for n in 1 2 3; do
	nbarc ingest -q -j 1 --no-sources -o www/b.nbarc many/jdrb-20190401-a[$((2 * n - 2))-$((2 * n - 1))]*
done
nbarc ingest -q -j 1 --no-sources --frame-size 16 -o www/p.nbarc many
nbarc index -q www/p.nbarc
touch -d 2020-01-01 www/*
far_id=jdrb-20190401-a07
word=$(python3 -c 'print(open("many/jdrb-20190401-a07.txt", encoding="utf-8").read()[40:45])')
wait_for() { # FILE
	n=0
	while [ ! -s "$1" ] && [ $n -lt 100 ]; do
		sleep 0.1
		n=$((n + 1))
	done
}
requests() { wc -l <logs/access | tr -d ' '; }
cold() {
	rm -rf cache/nbarc
	: >logs/access
}

# ---- nginx
serve_nginx() { # PORT TLS-PORT
	cat >nginx.conf <<END
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/logs/error;
events { worker_connections 64; }
http {
	client_body_temp_path t;
	proxy_temp_path t;
	fastcgi_temp_path t;
	uwsgi_temp_path t;
	scgi_temp_path t;
	log_format f '\$http_range \$status \$body_bytes_sent \$connection';
	access_log logs/access f;
	ssl_certificate server.pem;
	ssl_certificate_key server.key;
	server {
		listen 127.0.0.1:$1;
		listen 127.0.0.1:$2 ssl;
		root www;
		location /down/ {
			return 302 http://127.0.0.1:$1/c.nbarc;
		}
		location /secret/ {
			auth_basic x;
			auth_basic_user_file passwords;
			alias $work/www/;
		}
	}
}
END
	nginx -p "$work" -c nginx.conf >logs/out 2>&1 &
	pids="$pids $!"
	wait_for nginx.pid
	sleep 0.3
	kill -0 $! 2>/dev/null
}
free_ports() {
	python3 -c 'import socket
s = [socket.socket() for _ in "ab"]
for x in s: x.bind(("127.0.0.1", 0))
print(*[x.getsockname()[1] for x in s])'
}
# same DESCRIPTION COMMAND...: URL in place of @ gives what the file gives.
same() {
	description=$1
	shift
	with=$(echo "$*" | sed "s#@#$url#")
	without=$(echo "$*" | sed "s#@#www/c.nbarc#")
	# shellcheck disable=SC2086 # words of a command
	$without >here 2>here.err
	expected=$?
	# shellcheck disable=SC2086
	$with >there 2>.err
	[ $? -eq $expected ] && [ -s here ] && cmp here there >>.err
	result $? "$description"
}
if ! command -v nginx >/dev/null; then
	skip "nginx is not installed" "archives on nginx"
else
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
		-keyout ca.key -out ca.pem -subj /CN=ca 2>/dev/null
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key \
		-out server.csr -subj /CN=localhost 2>/dev/null
	echo 'subjectAltName=IP:127.0.0.1' >ext
	openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
		-extfile ext -out server.pem 2>/dev/null
	echo 'reader:{PLAIN}pass-word' >passwords
	for n in 1 2 3; do
		# shellcheck disable=SC2046 # two ports
		set -- $(free_ports)
		serve_nginx "$1" "$2" && break
	done
	base=http://127.0.0.1:$1
	safe=https://127.0.0.1:$2
	url=$base/c.nbarc
	same "get" nbarc get @ $id
	same "get of an issue as text" nbarc get --format text @ jdrb-20190304
	same "get of a source" nbarc get --format source @ jdrb-20190304-a01
	same "get of an earlier revision" nbarc get @ jdrb-20190304-a01@1
	same "get of an earlier state" nbarc get --at 1 @ $id
	same "get of all" nbarc get --all @
	same "list" nbarc list @
	same "list of a page" nbarc list @ jdrb-20190304-a01
	same "grep, with the index" nbarc grep --explain @ 春耕夜校
	same "grep, without it" nbarc grep --no-index @ 农户
	same "grep of an expression" nbarc grep -E @ '春.夜'
	same "cite" nbarc cite @ $id
	same "info" nbarc info @
	same "log" nbarc log @ jdrb-20190304-a01
	same "diff" nbarc diff @ jdrb-20190304-a01
	same "manifest" nbarc manifest @
	same "prove" nbarc prove @ $id
	same "stat" nbarc stat @
	same "export" nbarc export --format csv -o - @
	exits 4 "what is not there" nbarc get "$url" jdrb-20190304-a99
	says "$url: jdrb-20190304-a99: not in the archive" "is said"
	check "verify" nbarc verify -q "$url"
	cold
	nbarc get "$base/b.nbarc" $far_id >there
	nbarc get www/b.nbarc $far_id | cmp - there && [ "$(requests)" -le 4 ]
	result $? "a cold get of an archive of three commits takes at most 4 requests: $(requests)"
	[ "$(awk '{ n += $3 } END { print n }' logs/access)" -lt 1000000 ]
	result $? "and less than a megabyte"
	: >logs/access
	nbarc get "$base/b.nbarc" $far_id >/dev/null
	[ "$(cat logs/access)" ] && [ "$(grep -vc ' 304 0 ' logs/access)" -eq 0 ] && [ "$(requests)" -eq 1 ]
	result $? "a warm get asks once whether the file is the same"
	cold
	nbarc grep "$url" 春耕夜校 >/dev/null
	[ "$(requests)" -le 8 ]
	result $? "a rare word takes at most 8 requests: $(requests)"
	# Of a longer word the index has pairs, whose lists are asked for at once.
	cold
	nbarc grep -l "$base/p.nbarc" "$word" >there
	nbarc grep -l www/p.nbarc "$word" | cmp - there && [ -s there ] && [ "$(requests)" -le 8 ]
	result $? "a word of five characters takes at most 8 requests: $(requests)"
	cold
	nbarc grep "$base/p.nbarc" 一 >there
	nbarc grep www/p.nbarc 一 | cmp - there && [ "$(requests)" -le 9 ]
	result $? "contexts in $(wc -l <there) places take at most 9 requests: $(requests)"
	[ "$(grep -c ',' logs/access)" -ge 1 ]
	result $? "of which $(grep -c ',' logs/access) are for several ranges"
	nbarc grep --explain "$base/e.nbarc" 春耕夜校 >there 2>.err
	says "may have a hit" "an index in the archive is used, too"
	nbarc grep www/c.nbarc 春耕夜校 | cmp - there
	result $? "and finds the same"
	cold
	NBARC_CACHE_SIZE=0 nbarc get "$url" $id >there
	nbarc get www/c.nbarc $id | cmp - there && [ -z "$(find cache -name '*.far')" ]
	result $? "without a cache nothing is written"
	cold
	for n in 1 2 3 4 5 6; do
		nbarc get --all "$url" >all$n 2>/dev/null &
		eval "p$n=\$!"
	done
	# shellcheck disable=SC2154 # set by eval
	wait "$p1" "$p2" "$p3" "$p4" "$p5" "$p6"
	nbarc get --all www/c.nbarc >here
	for n in 1 2 3 4 5 6; do cmp here all$n || break; done >.err 2>&1
	[ ! -s .err ]
	result $? "six processes share the cache"
	for f in cache/nbarc/*.far; do
		python3 - "$f" <<'END'
import sys
with open(sys.argv[1], "r+b") as f:
    data = bytearray(f.read())
    data[4096 * 2:] = bytes(b ^ 1 for b in data[4096 * 2:])
    f.seek(0)
    f.write(data)
END
	done
	nbarc get --all "$url" 2>.err | cmp - here
	result $? "a cache whose blocks are damaged is not believed"
	echo 'not a cache' >"$f"
	nbarc get --all "$url" 2>.err | cmp - here
	result $? "nor one that is something else"
	exits 1 "a file that is not there" nbarc get "$base/none.nbarc" $id
	says "$base/none.nbarc: the server does not have the file (404)" "is named"
	exits 1 "an unknown certificate" nbarc get "$safe/c.nbarc" $id
	says "certificate" "is refused, and the message says why"
	SSL_CERT_FILE=$work/ca.pem nbarc get "$safe/c.nbarc" $id 2>.err | cmp - there
	result $? "TLS with a certificate that is trusted"
	exits 1 "a password is asked for" nbarc get "$base/secret/c.nbarc" $id
	says "refuses access to the file (401)" "and the message says so"
	nbarc get "http://reader:pass-word@127.0.0.1:$1/secret/c.nbarc" $id 2>.err | cmp - there
	result $? "user and password of the URL"
	exits 1 "a wrong one" nbarc get "http://reader:pass-wort@127.0.0.1:$1/secret/c.nbarc" $id
	! grep -q 'pass-wort' .err && grep -qF '***@127.0.0.1' .err
	result $? "is not shown"
	exits 1 "queries" nbarc get "$base/none.nbarc?signature=sesame" $id
	! grep -q sesame .err
	result $? "are not shown"
	exits 1 "writing" nbarc withdraw --reason x "$url" $id
	says "can only be read" "is refused"
	exits 1 "writing to one" nbarc ingest -q -o "$url" "$root/fixtures/pages"
	says "nbarc ingest: an archive at a URL can only be read" "is refused"
	exits 1 "merging into one" nbarc merge -o "$url" www/b.nbarc www/c.nbarc
	says "can only be read" "is refused"
	check "a URL as the value of an option of ingest" nbarc ingest -q -o pictures.nbarc \
		--titles "$root/fixtures/titles.tsv" \
		--image-template https://example.org/ "$root/fixtures/pages"
	exits 1 "and of serve" nbarc serve --url https://example.org none.nbarc
	says "none.nbarc" "is no archive"
	exits 1 "a redirection from HTTPS: to http:" env SSL_CERT_FILE="$work/ca.pem" \
		nbarc get "HTTPS://127.0.0.1:$2/down/c.nbarc" $id
	says "the request failed: Protocol" "is not followed"
	# Another version is another file: the cache of the old one is not used.
	nbarc get "$url" $id >/dev/null
	sleep 1
	sed 's/夜校/日校/' "$root/fixtures/pages/jdrb-20190304-a01.txt" >jdrb-20190304-a01.txt
	cp www/c.nbarc new.nbarc
	nbarc ingest -q -o new.nbarc --titles "$root/fixtures/titles.tsv" jdrb-20190304-a01.txt
	mv new.nbarc www/c.nbarc
	same "an archive that was replaced is read anew" nbarc get @ $id
fi

# ---- a server that errs
nbarc grep -e 一 -e "$word" www/p.nbarc >contexts
python3 "$root/tests/far_server.py" "$work/www" port logs/wrong 2>logs/trace &
pids="$pids $!"
wait_for port
base=http://127.0.0.1:$(cat port)
NBARC_TIMEOUT=2 NBARC_CACHE_SIZE=0
export NBARC_TIMEOUT NBARC_CACHE_SIZE
nbarc get www/c.nbarc $id >here
# wrong WAY TEXT [CODE]: fails, and the message has the text and the URL.
wrong() {
	name=c.nbarc
	[ "$1" != later ] || name=b.nbarc
	timeout 60 nbarc get "$base/$1/$name" $id >.out 2>.err
	code=$?
	[ $code -eq "${3:-1}" ] && [ ! -s .out ] && grep -qF -- "$2" .err &&
		grep -qF -- "$base/$1/$name: " .err && [ "$(wc -l <.err)" -eq 1 ]
	result $? "$1: $2"
}
nbarc get "$base/good/c.nbarc" $id 2>.err | cmp - here
result $? "good"
nbarc get "$base/moved/c.nbarc" $id 2>.err | cmp - here
result $? "a redirection is followed"
[ "$(grep -c ^moved logs/wrong)" -le 2 ]
result $? "once"
nbarc get "$base/busy/c.nbarc" $id 2>.err | cmp - here
result $? "a server that is busy is asked again"
wrong whole "the server does not give ranges of bytes but the whole file of"
wrong html "the server sends a web page (HTML) of 37 bytes instead of a range"
wrong html-part "not" 2
wrong cut "the request failed: transfer closed"
wrong other-range "another range than was asked for"
wrong no-range "a Content-Range that is none, or none at all"
wrong junk-range "a Content-Range that is none, or none at all"
wrong length "a Content-Length that contradicts its Content-Range"
wrong more "the server sends more bytes than it said"
wrong trailer "the answer is cut off"
wrong wraps "a Content-Range that is none, or none at all"
wrong endless "does not end with a commit record" 2
wrong gzip "a compressed range (Content-Encoding)"
wrong several "several parts where one range was asked for"
wrong around "from one place to another and on"
wrong to-file "the request failed: Protocol"
wrong slow "the request failed: Operation too slow"
wrong crawl "the request failed: Operation too slow"
wrong closed "the request failed: Empty reply"
wrong heads "a head without an end"
wrong changes "the file has changed on the server while it was read"
near_id=$id
id=$far_id
wrong later "the file has changed on the server while it was read"
id=$near_id
wrong wait "the server asks to come back in 7200 seconds (429)"
wrong same "the status 304, which was not asked for"
wrong empty "an empty file (416)"
wrong 401 "refuses access to the file (401)"
wrong 403 "refuses access to the file (403)"
wrong 404 "does not have the file (404)"
wrong 416 "there is no such range (416)"
wrong 418 "the status 418"
wrong 500 "the server cannot answer now (500)"
[ "$(grep -c '^500 ' logs/wrong)" -eq 8 ]
result $? "and each request was made four times"
# Several ranges at once. What a server cannot give so, or gives wrongly, is asked for one by
# one, and never at once again: that is one request for the archive, and one for its index.
[ "$(wc -l <contexts)" -gt 5 ]
result $? "contexts in several frames"
several() { # WAY LEAST MOST: between so many requests are for several ranges
	nbarc grep -e 一 -e "$word" "$base/$1/p.nbarc" 2>.err | cmp - contexts 2>>.err
	asked=$(grep -c "^$1 .*,.* " logs/wrong)
	[ "$asked" -ge "$2" ] && [ "$asked" -le "$3" ] && [ ! -s .err ]
	result $? "$1: $asked of $(grep -c "^$1 " logs/wrong) requests are for several ranges"
}
several parts 1 9
several parts-apache 1 9
# libcurl itself tries again if a connection ends that was used before.
several parts-closed 2 20
for way in first whole 416 500 mark no-mark long-mark shifted wider merged twice \
	missing many short shorter long size silent open cut etag gzip both lines preamble epilogue; do
	several parts-$way 2 2
done
[ "$(grep -c '^parts ' logs/wrong)" -lt "$(grep -c '^parts-whole ' logs/wrong)" ]
result $? "they are fewer where they work"
nbarc grep -e 一 -e "$word" "$base/parts-swapped/p.nbarc" >.out 2>.err
code=$?
cmp -s .out contexts || { [ $code -eq 2 ] && [ -s .err ]; }
result $? "parts-swapped: bytes of another part are not believed"
several good 2 2
nbarc grep -l www/p.nbarc "$word" >here
for way in good parts; do
	nbarc grep -l "$base/$way/p.nbarc" "$word" 2>.err | cmp - here
	result $? "$way: a word of five characters"
done
# embedded WAY/NAME MESSAGES DESCRIPTION: what a search says whose index is in the archive.
embedded() {
	nbarc grep --explain "$base/$1" 春耕夜校 >.out 2>.err
	says "items may have a hit" "$3"
	nbarc grep www/e.nbarc 春耕夜校 | cmp - .out && [ "$(wc -l <.err)" -eq "$2" ]
	result $? "and finds the same, with $2 lines of messages"
}
embedded good/e.nbarc 1 "no index beside the archive: the one in it is used"
embedded unlisted/e.nbarc 1 "a store that may not be listed answers 403"
check "which verify does not take for a failure" nbarc verify -q "$base/unlisted/e.nbarc"
embedded shut/shut.nbarc 1 "a server that gives no index"
exits 1 "is named by verify" nbarc verify -q "$base/shut/shut.nbarc"
says "$base/shut/shut.nbarc.idx: the server answers with the status 418" "with the URL"
embedded good/o.nbarc 2 "the index of another archive beside it"
says "$base/good/o.nbarc.idx: index: it is not that of this archive" "is named"
says "searching with the one in the archive" "and what is done instead"
nbarc grep --explain "$base/shut/c.nbarc" 春耕夜校 >.out 2>.err
says "c.nbarc.idx: the server answers with the status 418; searching without it" \
	"without any index the first failure is named"
for value in 2000000000000G 1048577G 1125899906842625 5T; do
	exits 1 "NBARC_CACHE_SIZE=$value" env NBARC_CACHE_SIZE=$value nbarc get "$base/good/c.nbarc" $id
	says "NBARC_CACHE_SIZE is not a number of bytes" "is refused"
done
for value in 0 soon 4000; do
	exits 1 "NBARC_TIMEOUT=$value" env NBARC_TIMEOUT=$value nbarc get "$base/good/c.nbarc" $id
	says "NBARC_TIMEOUT is not a number of seconds" "is refused"
done
# Without an ETag the time alone says nothing: the newer archive is replaced by an older
# one, as rsync -t does, and by one of the same second.
NBARC_CACHE_SIZE=256M
dated() { # DESCRIPTION ARCHIVE TIME
	cp "$2" www/dated.new
	touch -d "$3" www/dated.new
	mv www/dated.new www/dated.nbarc
	nbarc list "$2" >here
	nbarc list "$base/dated/dated.nbarc" 2>.err | cmp - here 2>>.err
	result $? "$1"
}
rm -rf cache/nbarc
dated "no ETag" www/c.nbarc 2020-06-01T00:00:00Z
[ -n "$(find cache -name '*.far')" ]
result $? "is kept by its time"
: >logs/wrong
nbarc get "$base/dated/dated.nbarc" $id 2>.err >/dev/null
[ "$(grep -c '^dated .* 206' logs/wrong)" -ge 1 ] && ! grep -q '^dated .* 304' logs/wrong
result $? "and asked for without a condition"
dated "an older archive takes its place" www/b.nbarc 2020-01-01T00:00:00Z
dated "and one of the same second" www/c.nbarc 2020-01-01T00:00:00Z
rm -rf cache/nbarc
dated "an archive that was changed just now" www/c.nbarc now
[ -z "$(find cache -name '*.far')" ]
result $? "is not kept"
NBARC_CACHE_SIZE=0
nbarc get www/c.nbarc $id >here
exits 1 "no server" nbarc get http://127.0.0.1:1/c.nbarc $id
says "http://127.0.0.1:1/c.nbarc: the request failed: " "is named"
# shown URL TEXT: what a message has in the place of a URL, whose secret is "pass" and "word"
shown() {
	nbarc get "$1" $id >.out 2>.err
	grep -qF "nbarc get: $2: " .err && ! grep -q 'pass\|word' .err
	result $? "$2: nothing is shown of a password with $(echo "$1" | tr -dc '/?#@' | cut -c 3)"
}
shown http://reader:pass@127.0.0.1:1/c.nbarc http://***@127.0.0.1:1/c.nbarc
shown http://reader:pass@word@127.0.0.1:1/c.nbarc http://***@127.0.0.1:1/c.nbarc
shown http://reader:pass/word@127.0.0.1:1/c.nbarc http://***@127.0.0.1:1/c.nbarc
shown 'http://reader:pass?word@127.0.0.1:1/c.nbarc' http://***@127.0.0.1:1/c.nbarc
shown 'http://reader:pass#word@127.0.0.1:1/c.nbarc' http://***@127.0.0.1:1/c.nbarc
shown http://reader:1/word@127.0.0.1:1/c.nbarc http://***@127.0.0.1:1/c.nbarc
shown http://127.0.0.1:1/c@d.nbarc http://***@d.nbarc
shown 'http://[::1]:1/c.nbarc' 'http://[::1]:1/c.nbarc'
exits 1 "a URL of nothing" nbarc get http://127.0.0.1 $id
says "the URL does not name a file: SCHEME://HOST/PATH" "is named"

# ---- an object store
AWS_ENDPOINT_URL=$base AWS_REGION=eu-test-1
export AWS_ENDPOINT_URL AWS_REGION
exits 1 "S3 without a key" nbarc get s3://s3/c.nbarc $id
says "s3://s3/c.nbarc: the server refuses access to the file (403)" "is refused"
AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI AWS_SESSION_TOKEN=tok/en=
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
nbarc get s3://s3/c.nbarc $id 2>.err | cmp - here
result $? "S3, signed"
cp www/c.nbarc 'www/报 a+b=c.nbarc'
nbarc get 's3://s3/报 a+b=c.nbarc' $id 2>.err | cmp - here
result $? "S3, a key that has to be encoded"
AWS_SECRET_ACCESS_KEY=wrong-secret
exits 1 "S3 with a wrong secret" nbarc get s3://s3/c.nbarc $id
! grep -q 'wrong-secret\|AKIDEXAMPLE' .err
result $? "neither key is shown"
[ -z "$(find . -newer port -type f ! -path './logs/*' ! -path './cache/*' \
	! -name '.out' ! -name '.err' ! -name here ! -path './www/*')" ]
result $? "nothing else was written"
finish
