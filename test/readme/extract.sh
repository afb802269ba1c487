#!/bin/sh
# Writes each full program of a Markdown file to FOLDER/NAME.cpp: the ```cpp block after <!-- program: NAME -->.
#   extract.sh README.md FOLDER
set -eu
mkdir -p "$2"
awk -v folder="$2" '
    /^<!-- program: [a-z_]+ -->$/ { name = $3; next }
    /^```cpp$/ && name != "" { file = folder "/" name ".cpp"; printf "" > file; next }
    /^```$/ && file != "" { close(file); print file; file = ""; name = ""; next }
    file != "" { print > file }
' "$1"
