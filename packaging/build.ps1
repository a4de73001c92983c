# Builds dist\Deskside-x.y.z-setup.exe on Windows itself: the steps of `make windows`, without Wine.
#
#   powershell -ExecutionPolicy Bypass -File packaging\build.ps1 [-Quick]
#
# Needs Python 3.11 (64-bit) as `py -3.11` and NSIS 3 (makensis on the PATH or in its usual folder). To sign, osslsigncode
# on the PATH and the variables that docs\windows.md names. -Quick packs in seconds an installer that is only tried.
param([switch]$Quick)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

function Invoke-Step {
    param([string]$Program, [string[]]$Words)
    & $Program @Words
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

$root = Split-Path -Parent $PSScriptRoot
Set-Location $root

if (-not (Get-Command makensis -ErrorAction SilentlyContinue)) {
    $usual = Join-Path ${env:ProgramFiles(x86)} 'NSIS'
    if (-not (Test-Path (Join-Path $usual 'makensis.exe'))) { throw 'makensis is not here: install NSIS 3' }
    $env:PATH = "$usual;$env:PATH"
}

$venv = Join-Path $root 'build\windows\venv'
$python = Join-Path $venv 'Scripts\python.exe'
# pip comes last into it: without it, it was broken off.
if (-not (Test-Path (Join-Path $venv 'Scripts\pip.exe'))) { Invoke-Step 'py' @('-3.11', '-m', 'venv', $venv) }
$pip = @('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:')
Invoke-Step $python ($pip + @('--require-hashes', '--requirement', 'packaging\constraints-windows.txt'))

$env:PYTHONPATH = "$root;$root\packaging"
$env:PYTHONUTF8 = '1'
$env:DESKSIDE_ICON = Join-Path $root 'build\windows\deskside.ico'
Invoke-Step $python @('packaging\translations.py', 'build')
$words = @('-m', 'windows')
if ($Quick) { $words += '--quick' }
Invoke-Step $python $words
