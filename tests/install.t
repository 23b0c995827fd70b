#!/bin/sh
# SPDX-License-Identifier: MIT
# make install and make uninstall, into a directory of this test.
. "$(dirname "$0")/lib.sh"

prefix=$(sed -n 's/^PREFIX = //p' "$TOP/config.mk")
dest=$T/dest
root=$dest$prefix

mode() {
	stat -c %a "$1"
}

# Under sudo's or root's narrow umask it must be readable all the same.
umask 077
ok 'make install' make -C "$TOP" install "DESTDIR=$dest"
umask 022

for f in "$TOP"/cmd/*; do
	name=$(basename "$f" .c)
	f=$BUILD/bin/$name
	[ -e "$f" ] || continue
	is "bin/$name has its mode" "$(mode "$root/bin/$name")" 755
	ok "bin/$name is what was built" cmp "$f" "$root/bin/$name"
	exits "bin/$name runs" 0 "$root/bin/$name" --version
	like "bin/$name tells its version" "$out" '[0-9]+\.[0-9]+\.[0-9]+'
done
for f in "$TOP"/man/*.[1-8]; do
	[ -e "$f" ] || continue
	name=${f##*/}
	page=share/man/man${f##*.}/$name
	is "$page has its mode" "$(mode "$root/$page")" 644
	ok "$page is what was written" cmp "$f" "$root/$page"
done
for f in "$TOP"/share/*.conf; do
	[ -e "$f" ] || continue
	ok "share/atlas/${f##*/} is there" cmp "$f" "$root/share/atlas/${f##*/}"
done

for d in data desk logs backups incidents; do
	is "$d is shared with the group, and not for others" \
	    "$(mode "$root/$d")" 2770
done
is 'other directories are for everyone' "$(find "$dest" -type d ! -perm 755 \
    ! -path "$root/data" ! -path "$root/desk" ! -path "$root/logs" \
    ! -path "$root/backups" ! -path "$root/incidents")" ''

# An upgrade leaves what the admin changed.
echo data >"$root/data/atlas.db"
echo config >"$root/config/atlas.conf"
chmod 00700 "$root/logs"
ok 'make install again' make -C "$TOP" install "DESTDIR=$dest"
is 'a mode that was changed stays' "$(mode "$root/logs")" 700

ok 'make uninstall' make -C "$TOP" uninstall "DESTDIR=$dest"
is 'of what was installed nothing is left, of what was not, all' \
    "$(cd "$root" && find . | sort)" \
    ".
./config
./config/atlas.conf
./data
./data/atlas.db"

rm "$root/data/atlas.db" "$root/config/atlas.conf"
ok 'make uninstall again' make -C "$TOP" uninstall "DESTDIR=$dest"
fails 'then the prefix is gone too' test -e "$root"

done_testing
