# Makes a release archive of the command for Windows, as `cargo xtask dist` does for Linux.
#
# UNTESTED: nobody has run this on Windows yet. It needs rustup with the MSVC toolchain, and the
# built page in target\app, which `cargo xtask build` makes on Linux: copy the folder from there.
#
# usage: powershell -File xtask\scripts\dist-windows.ps1 [-Key MINISIGN-SECRET-KEY]
param([string]$Key = "")
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
if (-not (Test-Path "target\app\index.html")) { throw "no page in target\app: copy it from a build on Linux" }

$env:HUSHCHECK_APP = (Resolve-Path "target\app").Path
cargo build --release --package hushcheck
if ($LASTEXITCODE -ne 0) { throw "the build failed" }
$program = "target\release\hushcheck.exe"
$version = (& $program --version).Split(" ")[1]
$name = "hushcheck-$version-x86_64-pc-windows-msvc"
$folder = "target\dist\$name"
if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }
New-Item -ItemType Directory -Force "$folder\completions" | Out-Null
Copy-Item $program $folder
& $program completions powershell | Out-File -Encoding utf8 "$folder\completions\hushcheck.ps1"
Copy-Item README.md, LICENSE-MIT, LICENSE-APACHE $folder
Copy-Item -Recurse docs "$folder\docs"
# Of the same libraries; from the archive for Linux.
if (Test-Path "target\dist\THIRD-PARTY.txt") { Copy-Item "target\dist\THIRD-PARTY.txt" $folder }
Compress-Archive -Force -Path $folder -DestinationPath "target\dist\$name.zip"
Remove-Item -Recurse -Force $folder
$sum = (Get-FileHash -Algorithm SHA256 "target\dist\$name.zip").Hash.ToLower()
"$sum  $name.zip`n" | Out-File -NoNewline -Encoding ascii "target\dist\SHA256SUMS-windows"
if ($Key -ne "") { minisign -S -s $Key -m "target\dist\SHA256SUMS-windows" -t "$name SHA256SUMS" }
Write-Output "$name.zip is in target\dist"
