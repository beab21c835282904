# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# A Slurm of two nodes on this machine, in a folder of its own and on loopback alone, without
# systemd and without configuration. It is sourced.
#
# cluster_start FOLDER    start it; SLURM_CONF says where it is
# cluster_up NODE...      wait until these nodes (n1, n2) can take jobs
# cluster_stop            end it; the folder stays
PATH=$PATH:/usr/sbin:/sbin

cluster_has_tools() {
	for tool in slurmctld slurmd munged sbatch; do
		if ! command -v $tool >/dev/null; then
			echo "$tool is missing (make deps-slurm)"
			return 1
		fi
	done
}

free_ports() { # COUNT
	python3 -c "
import socket
s = [socket.socket() for i in range($1)]
for x in s: x.bind(('127.0.0.1', 0))
print(*[x.getsockname()[1] for x in s])"
}

cluster_start() { # FOLDER
	cluster=$1
	mkdir -p "$cluster"
	read -r ctl one two <<END
$(free_ports 3)
END
	host=$(hostname -s)
	user=$(id -un)
	mkdir -p "$cluster/state" "$cluster/spooln1" "$cluster/spooln2" "$cluster/log" "$cluster/munge"
	chmod 755 "$cluster"
	chmod 700 "$cluster/munge" "$cluster/state"
	head -c 1024 /dev/urandom >"$cluster/munge/key"
	chmod 400 "$cluster/munge/key"
	cat >"$cluster/slurm.conf" <<END
ClusterName=fleet
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$ctl
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$cluster/munge/socket
CredType=cred/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool%n
SlurmctldPidFile=$cluster/log/slurmctld.pid
SlurmdPidFile=$cluster/log/slurmd-%n.pid
SlurmctldLogFile=$cluster/log/slurmctld
SlurmdLogFile=$cluster/log/slurmd-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=5,batch_sched_delay=0
JobRequeue=1
ReturnToService=2
SlurmctldTimeout=10
SlurmdTimeout=10
InactiveLimit=0
KillWait=2
MinJobAge=600
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$one CPUs=2 RealMemory=4000
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$two CPUs=2 RealMemory=4000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
END
	SLURM_CONF=$cluster/slurm.conf
	export SLURM_CONF
	munged --force --key-file="$cluster/munge/key" --socket="$cluster/munge/socket" \
		--pid-file="$cluster/log/munged.pid" --log-file="$cluster/log/munged" \
		--seed-file="$cluster/munge/seed" --num-threads=2
	slurmctld -i
	slurmd -N n1
	slurmd -N n2
}

# Everything that was started here, by its number.
cluster_stop() {
	for f in "$cluster"/log/*.pid; do
		[ -s "$f" ] && kill "$(cat "$f")" 2>/dev/null
	done
	sleep 1
}

cluster_up() { # NODE...: until they can take jobs
	for _ in $(seq 60); do
		sinfo -h -N -o '%N %t' 2>/dev/null >"$cluster/nodes"
		ready=yes
		for node in "$@"; do
			grep -Eq "^$node (idle|mix|alloc)" "$cluster/nodes" || ready=no
		done
		[ $ready = yes ] && return 0
		sleep 1
	done
	cat "$cluster"/log/slurm* | tail -n 5
	return 1
}
