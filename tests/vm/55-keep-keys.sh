#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace
# system: test-ftrace
# timeout: 600
#
# What repaired keys are translated to, as in 54-translate, outlives the module
# where its owner wants that: saved, and restored, later links are encrypted.
# Where he does not, they are gone, and told to be. What runs for as long as there
# is a system saves them at every change, so that it may end without a word.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"
tool=$(dirname "$(dirname "$here")")/smpguard
file=/var/lib/smp-guard/keys
said=$work/said all=$work/all-said
: >"$all"

# keys STATUS TEXT ARGUMENT...: smpguard keys ends so, and says so
keys() {
	local status=$1 text=$2 got
	shift 2
	"${as[@]}" "$tool" keys "$@" >"$said" 2>&1
	got=$?
	cat "$said" >>"$all"
	[ $got = "$status" ] || { echo "status $got: $(cat "$said")"; return 1; }
	[ -n "$text" ] || [ ! -s "$said" ] || { cat "$said"; return 1; }
	grep -qF -- "$text" "$said" || [ -z "$text" ] || { cat "$said"; return 1; }
}
as=()

translations() {
	"$tool" status --json | sed -nE 's/.*"translations":([0-9]+).*/\1/p'
}

reload() {
	guard_unload && guard_load "$@"
}

keeper() {
	start_bg keeper "$tool" keys keep
	awaits keeper "keeping keys in $file"
}
keeper_ends() {
	stop_bg keeper && cat "$(bg_log keeper)" >>"$all"
}
# file_has NUMBER of keys, and module_has
file_has() { [ "$(grep -cE '^(ltk|csrk) ' $file 2>/dev/null)" = "$1" ]; }
module_has() { [ "$(translations)" = "$1" ]; }
inode() { stat -c %i $file; }

# watched COMMAND...: what is lost while it runs is in bg_log lost
watched() {
	monitor_start lost --json
	"$@"
	wait_for 10 gone "${bg_pids[lost]}"
	stop_bg lost
}
lost() { grep -c '"event":"translation-lost"' "$(bg_log lost)"; }

# pairs WHAT: the host on hci1, with the kernel's on hci0
pairs() {
	userhost_start user 1 advertise pair gone
	check "$1: the kernel pairs" kernelhost 0 pair "${address[1]}"
	kernelhost 0 disconnect "${address[1]}" >/dev/null
	ended "$1" user
}

encrypts() {
	userhost_start user 1 advertise encrypt gone
	check "$1: it reconnects and encrypts" kernelhost 0 encrypt "${address[1]}"
	ended "$1" user
	check "$1: the host was asked for the key it knows" said user \
		'"event":"ltk-request","ediv":12,"rand":"0x8877665544332211","answer":"own-ltk"'
}

# In an ordinary way: at once, and the host was asked for a key that it does not have
fails() {
	userhost_start user 1 advertise encrypt-fails gone
	equal "$1: it does not encrypt" "$(kernelhost 0 encrypt "${address[1]}" |
		sed -nE 's/.*"status":([0-9]+).*/\1/p')" 6
	ended "$1" user
	kernelhost 0 unpair "${address[1]}" >/dev/null
}

check "two adapters" two_adapters || exit 1
check "module loads" guard_load || exit 1
check "hci0 is the kernel's" kernelhost 0 setup
start_bg watch "$SMPG_BIN/kernelhost" 0 watch
awaits watch watching

# By default
pairs "not kept"
equal "not kept: both keys are translated" "$(translations)" 2
check "not kept: save is refused" keys 1 "keys are not kept: the module was loaded without keep_keys=1" save
check "not kept: there is no file" [ ! -e $file ]
check "not kept: restore is refused" keys 1 "keys are not kept: the module was loaded without keep_keys=1" restore
check "not kept: and not where that is said to be well" keys 0 "" restore --if-kept
check "not kept: nor is save" keys 0 "" save --if-kept
check "not kept: it cannot be changed later" \
	sh -c '! echo Y >/sys/module/smp_guard/parameters/keep_keys'
watched guard_unload
equal "not kept: both are told to be lost" "$(lost)" 2
check "not kept: and whose they are" said lost "\"peer-address\":\"${address[0]}\".*\"key\":\"ltk\""
check "no module: restore says so" keys 1 "the smp_guard module is not loaded" restore
check "no module: but not where that is said to be well" keys 0 "" restore --if-kept
check "module loads with keep_keys=1" guard_load keep_keys=1 || exit 1
check "nothing saved: nothing to restore" keys 0 "nothing to restore: there is no $file" restore
fails "lost"

# Saved at every change, so that a power cut does no harm, and restored
check "kept: the keeper is there" keeper
pairs "kept"
check "kept: both keys are saved, though nothing asked for that" wait_for 60 file_has 2
kill -9 "${bg_pids[keeper]}"
was=$(inode)
check "kept: save" keys 0 "2 keys saved to $file" save
equal "kept: what was saved is not written again" "$(inode)" "$was"
equal "kept: the file is root's" "$(stat -c '%U %a' $file)" "root 600"
equal "kept: so is its directory" "$(stat -c '%U %a' ${file%/*})" "root 700"
equal "kept: nothing else is there" "$(ls -A ${file%/*})" keys
cp $file "$work/saved"
watched guard_unload
equal "kept: none is told to be lost" "$(lost)" 0
check "module loads again" guard_load keep_keys=1 || exit 1
equal "kept: none is there" "$(translations)" 0
check "kept: restore" keys 0 "2 keys restored from $file" restore
equal "kept: both are there" "$(translations)" 2
encrypts "restored"
check "kept: restored once more" keys 0 "2 keys restored from $file" restore
equal "kept: they are there once" "$(translations)" 2
# It comes back without having been restored, as when its unit is stopped then
reload keep_keys=1
check "kept: saved before it was restored" keys 0 "2 keys saved to $file" save --if-kept
equal "kept: the file is the same" "$(inode)" "$was"
reload keep_keys=1
check "kept: the keeper restores" keeper
check "kept: both are there again" wait_for 60 module_has 2
check "kept: loaded anew beneath it" reload keep_keys=1
check "kept: both are there once more" wait_for 60 module_has 2
check "kept: the keeper ends well" keeper_ends
equal "kept: nothing was written" "$(inode)" "$was"
encrypts "kept all the time"

# Paired anew: what was saved is of no use any more
kernelhost 0 unpair "${address[1]}" >/dev/null
pairs "paired anew"
check "paired anew: restore" keys 0 "2 keys restored from $file" restore
equal "paired anew: what is newer stays, beside the LTK before" "$(translations)" 3
encrypts "paired anew"
watched guard_unload
equal "paired anew: what was not saved is told to be lost" "$(lost)" 2
check "module loads again" guard_load keep_keys=1 || exit 1
check "older: restore" keys 0 "2 keys restored from $file" restore
fails "older"

# Who may not
powerless=(setpriv --bounding-set -sys_admin --inh-caps -sys_admin)
reload keep_keys=1
pairs "powerless"
rm $file
as=("${powerless[@]}")
check "without CAP_SYS_ADMIN: save is refused" keys 1 "needs CAP_SYS_ADMIN in the initial user namespace" save
as=()
check "without CAP_SYS_ADMIN: there is no file" [ ! -e $file ]
check "powerless: save" keys 0 "2 keys saved to $file" save
reload keep_keys=1
as=("${powerless[@]}")
check "without CAP_SYS_ADMIN: restore is refused" keys 1 "needs CAP_SYS_ADMIN in the initial user namespace" restore
as=(setpriv --bounding-set -net_admin --inh-caps -net_admin)
check "without CAP_NET_ADMIN: restore is refused" keys 1 "not permitted" restore
as=(timeout 20 "${as[@]}")
check "without CAP_NET_ADMIN: nothing is announced" keys 1 "not permitted" keep
# None can be made in the guest's chroot: so it becomes the root
# shellcheck disable=SC2016 # expanded in the other shell
elsewhere=(nsenter -t 1 -m -- /bin/busybox unshare -m /bin/busybox sh -c 'cd /newroot &&
	/bin/busybox mount --move . / && exec /bin/busybox chroot . /usr/bin/unshare -Ur "$@"' sh)
if "${elsewhere[@]}" true; then
	as=("${elsewhere[@]}")
	check "in another user namespace: restore is refused" keys 1 "not permitted" restore
	# Whose files are its root's
	check "in another user namespace: save is refused" keys 1 "not permitted" save "$work/theirs"
else
	note "no other user namespace can be made here"
fi
as=()
equal "none was restored" "$(translations)" 0

# Files that are none
cp $file "$work/saved"

# damaged WHAT TEXT: the file, which is put right again
damaged() {
	check "$1: restore is refused" keys 1 "$2" restore
	check "$1: and says so" grep -q 'nothing was restored' "$said"
	equal "$1: nothing was restored" "$(translations)" 0
	rm -rf $file
	install -m 600 "$work/saved" $file
	chmod 700 ${file%/*}
}
truncate -s -40 $file
damaged "cut off" "$file: cut off: the checksum is not at its end"
sed -i '2s/ 16 / 15 /' $file
damaged "changed" "$file: the checksum is wrong"
sed -i '1s/1/2/' $file
damaged "a later version" "$file: of another version than 1"
: >$file
damaged "empty" "$file: empty"
chown 1 $file
damaged "another's" "$file: it does not belong to root"
chmod 604 $file
damaged "world-readable" "$file: others than root may read or write it"
chmod 777 ${file%/*}
damaged "in a directory of all" "${file%/*}: others than root may write to the directory"
rm $file && ln -s "$work/saved" $file
damaged "a link" "$file: a symbolic link"
rm $file && mkdir $file
damaged "a directory" "$file: not a regular file"

# sealed [FILE]: the keys on standard input as a file
sealed() {
	local to=${1:-$file}
	{
		echo "smp-guard-keys 1"
		cat
	} >"$to"
	printf 'sha256 %s\n' "$(sha256sum <"$to" | cut -d ' ' -f 1)" >>"$to"
	chmod 600 "$to"
}

# random_keys NUMBER: LTKs of as many peers
random_keys() {
	od -An -v -tx1 -w26 -N $((26 * $1)) /dev/urandom | tr -d ' ' | awk '{
		printf "ltk 16 hci0 00:11:22:33:44:55 C0:00:00:00:%02X:%02X random", NR / 256, NR % 256
		print " 000c 1122334455667788 '$constant'", substr($0, 1, 4), substr($0, 5, 16), substr($0, 21)
	}'
}

# changes: the module has one translation more
changes() {
	random_keys 1 | sealed "$work/one"
	keys 0 "1 key restored from $work/one" restore "$work/one"
}
sed -n 2p "$work/saved" | sed 's/[^ ]*$/55555555555555555555555555555555/' | sealed
damaged "a key that is not random" "refused: $file:2: peer-value: not a random one"
sed -n 2p "$work/saved" | sed 's/ 16 / 17 /' | sealed
damaged "a value out of range" "$file:2: key-size: not from 7 to 16"

# What a save would write over. The unit saves at every stop
chmod 640 $file
check "refused, and saved: says where it is" keys 1 "$file was not restored: it is $file.refused now" save
check "refused, and saved: it is saved" grep -q "0 keys saved to $file" "$said"
check "refused, and saved: it is all there" cmp $file.refused "$work/saved"
sed -n 2p "$work/saved" | sed 's/[^ ]*$/55555555555555555555555555555555/' | sealed
check "refused by the module, and saved" keys 1 "it is $file.refused.1 now" save
rm $file.refused.1
chmod 600 $file.refused
check "put right: the other is restored" keys 0 "2 keys restored from $file.refused" restore $file.refused
equal "put right: both are there" "$(translations)" 2
check "put right: save" keys 0 "2 keys saved to $file" save
rm $file.refused
reload keep_keys=1

check "put right: restore" keys 0 "2 keys restored from $file" restore
encrypts "put right"
reload keep_keys=1 translations=1
check "too many: restore is refused" keys 1 "more than the module's parameter translations allows: load it with a higher one" restore
equal "too many: nothing was restored" "$(translations)" 0
check "too many, and saved" keys 1 "it is $file.refused now" save
check "too many, and saved: all are there" [ "$(grep -c . $file.refused)" -gt "$(grep -c . $file)" ]
rm $file.refused
check "a directory in the file's place" sh -c "rm $file && mkdir $file"
check "which save sets aside" keys 1 "$file was not restored: it is $file.refused now" save
rmdir $file.refused
rm $file
check "none: save" keys 0 "0 keys saved to $file" save
check "none: restore" keys 0 "0 keys restored from $file" restore
stop_bg watch

# What the keeper cannot do now, it does later, and what was saved stays. No kernel
# differs from another in that
keeper_says() { grep -qF -- "$1" "$(bg_log keeper)"; }
if [ "$SMPG_HOOK" = ftrace ]; then
	reload keep_keys=1
	random_keys 2 | sealed
	cp $file "$work/two"
	# tmpfs has pages of 4 KiB: the ballast takes all but the file's
	mount -t tmpfs -o size=8k,mode=700 tmpfs ${file%/*}
	install -m 600 "$work/two" $file
	head -c 4096 /dev/zero >${file%/*}/ballast
	check "a full disk: the keeper restores" keeper
	check "a full disk: there is one key more" changes
	check "a full disk: the keeper says so" wait_for 30 keeper_says "$file: No space left on device"
	check "a full disk: what was saved stays" cmp $file "$work/two"
	rm ${file%/*}/ballast
	check "a full disk: it is saved when there is room" wait_for 60 file_has 3
	mount -o remount,ro ${file%/*}
	check "a read-only disk: there is one key more" changes
	check "a read-only disk: the keeper says so" wait_for 30 keeper_says "$file: Read-only file system"
	mount -o remount,rw ${file%/*}
	check "a read-only disk: it is saved when it is not" wait_for 60 file_has 4
	umount ${file%/*}
	rm -r ${file%/*}
	check "no directory: there is one key more" changes
	check "no directory: the keeper makes one" wait_for 60 file_has 5
	# Announced once, however many there are: the keeper sleeps meanwhile
	kill -STOP "${bg_pids[keeper]}"
	check "a keeper that sleeps: there is one key more" changes
	check "a keeper that sleeps: there is another" changes
	kill -CONT "${bg_pids[keeper]}"
	check "a keeper that sleeps: both are saved" wait_for 60 file_has 7
	check "the keeper ends well" keeper_ends
	truncate -s -40 $file
	cp $file "$work/cut-off"
	reload keep_keys=1
	check "cut off, and kept: there is a keeper" keeper
	check "cut off, and kept: the keeper says so" wait_for 30 keeper_says "$file: cut off"
	check "cut off, and kept: it is set aside" wait_for 60 cmp $file.refused "$work/cut-off"
	check "cut off, and kept: there is one key" changes
	check "cut off, and kept: it is saved" wait_for 60 file_has 1
	check "cut off, and kept: the keeper ends well" keeper_ends
	rm $file.refused
	reload
	check "not kept: there is a keeper" start_bg keeper "$tool" keys keep
	check "not kept: the keeper says so" wait_for 30 keeper_says "keys are not kept"
	check "not kept: loaded anew, with keep_keys=1" reload keep_keys=1
	check "not kept: now they are" wait_for 60 module_has 1
	check "not kept: the keeper ends well" keeper_ends
	check "not kept: nothing was written" file_has 1
fi

# As many as there may be, in as many messages as that takes
reload keep_keys=1
random_keys 1024 | sealed
check "many: restore" keys 0 "1024 keys restored from $file" restore
equal "many: all are there" "$(translations)" 1024
check "many: save" keys 0 "1024 keys saved to $work/again" save "$work/again"
check "many: they are the same" cmp $file "$work/again"

# Signatures, and a key of the central
reload keep_keys=1
kernelhost 0 off
rm "$file"
userhost_start peripheral 1 advertise pair gone await="$work/go" advertise encrypt verify=3 sign=2 gone
userhost_start central 0 --peer "${address[1]}" --csrk 000102030405060708090a0b0c0d0e0f \
	connect pair disconnect await="$work/go" connect encrypt sign=3 verify=2 disconnect
check "signatures: they pair" awaits peripheral '"event":"disconnected"'
equal "signatures: all keys are translated" "$(translations)" 4
check "signatures: save" keys 0 "4 keys saved to $work/elsewhere" save "$work/elsewhere"
reload keep_keys=1
check "signatures: restore" keys 0 "4 keys restored from $work/elsewhere" restore "$work/elsewhere"
signed=$(guard_counter translated.csrk)
touch "$work/go"
ended signatures central
ended signatures peripheral
equal "signatures: all are translated" "$(guard_counter translated.csrk)" $((signed + 5))
check "signatures: three are good" said peripheral '"result":"ok".*"verified":3,"forged":0'
check "signatures: two are good" said central '"result":"ok".*"verified":2,"forged":0'

# Of what is in a file nothing is anywhere else
cut -d ' ' -f 8-9,11- "$work/saved" "$work/elsewhere" | tr ' ' '\n' |
	grep -xE '[0-9a-f]{16,32}' >"$work/secrets"
dmesg >"$work/dmesg"
cat /sys/kernel/debug/smp_guard/* >"$work/debugfs"
check "no key in what the tool said" hidden "$work/secrets" "$all" "$(bg_log lost)"
check "no key in the kernel log" hidden "$work/secrets" "$work/dmesg"
check "no key in debugfs" hidden "$work/secrets" "$work/debugfs"
found() { ! hidden "$@"; }
check "the search finds what is there" found "$work/secrets" "$work/elsewhere"
