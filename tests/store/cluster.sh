# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# An object store on this machine: OpenStack Swift, with the API of S3 in its proxy, in a
# folder of its own and on loopback alone, without systemd and configuration. It is sourced.
#
# store_has_tools         are the packages there? If not, say which target installs them
# store_start FOLDER      start it; the environment says where it is and what opens it, as
#                         nbarc and s3.py take it
# store_stop              end it; the folder stays
#
# One ring each for accounts, containers and objects, of one replica on one device, which
# is a folder: its filesystem has to keep extended attributes.
store_pids=

store_has_tools() {
	for tool in swift-ring-builder swift-proxy-server swift-account-server \
		swift-container-server swift-object-server memcached; do
		if ! command -v $tool >/dev/null; then
			echo "$tool is missing (make deps-store)"
			return 1
		fi
	done
}

store_ports() {
	python3 -c "
import socket
s = [socket.socket() for i in range(5)]
for x in s: x.bind(('127.0.0.1', 0))
print(*[x.getsockname()[1] for x in s])"
}

# A ring and the configuration of the server of one kind.
store_kind() { # KIND PORT
	swift-ring-builder "$store/$1.builder" create 4 1 1 >>"$store/log" &&
		swift-ring-builder "$store/$1.builder" add "r1z1-127.0.0.1:$2/device" 1 >>"$store/log" &&
		swift-ring-builder "$store/$1.builder" rebalance >>"$store/log" || return 1
	cat >"$store/$1.conf" <<END
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
user = $(id -un)
swift_dir = $store
devices = $store/devices
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
workers = 0
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
END
}

store_proxy() { # PORT MEMCACHED-PORT
	cat >"$store/proxy.conf" <<END
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $1
user = $(id -un)
swift_dir = $store
workers = 0
[pipeline:main]
pipeline = catch_errors gatekeeper proxy-logging cache tempurl s3api tempauth slo proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$2
[filter:tempurl]
use = egg:swift#tempurl
[filter:s3api]
use = egg:swift#s3api
location = $AWS_REGION
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = $AWS_SECRET_ACCESS_KEY .admin
[filter:slo]
use = egg:swift#slo
END
}

store_start() { # FOLDER
	store=$1
	mkdir -p "$store/devices/device"
	printf '[swift-hash]\nswift_hash_path_suffix = test\n[storage-policy:0]\nname = one\ndefault = yes\n' \
		>"$store/swift.conf"
	# shellcheck disable=SC2046 # five ports
	set -- $(store_ports)
	# The keys of tempauth are those of an account and one of its users.
	AWS_ENDPOINT_URL=http://127.0.0.1:$1 AWS_REGION=eu-test-1
	AWS_ACCESS_KEY_ID=test:tester AWS_SECRET_ACCESS_KEY=store-secret
	export AWS_ENDPOINT_URL AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
	store_proxy "$1" "$5"
	store_kind account "$2" && store_kind container "$3" && store_kind object "$4" ||
		return 1
	# tempauth, which knows the keys, wants it.
	memcached -u "$(id -un)" -l 127.0.0.1 -p "$5" -U 0 -m 16 >>"$store/log" 2>&1 &
	store_pids=$!
	for kind in account container object proxy; do
		# The interpreter of the packages may be another one than python3.
		# shellcheck disable=SC2154 # of who sources this
		/usr/bin/python3 "$root/tests/store/server.py" "$store" $kind \
			>>"$store/$kind.log" 2>&1 &
		store_pids="$store_pids $!"
	done
	python3 "$root/tests/store/s3.py" wait && return 0
	tail -n 5 "$store"/*.log
	return 1
}

# Everything that was started here, by its number.
store_stop() {
	for pid in $store_pids; do
		kill "$pid" 2>/dev/null
	done
	for pid in $store_pids; do
		wait "$pid" 2>/dev/null
	done
	store_pids=
}
