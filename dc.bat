@echo off
rem docker compose with this project's file, name and settings: dc ps, dc logs -f orders-1, dc kill kafka-2
rem At first use it writes a random database password to deploy\.env; there is no default password.
setlocal
set "ENV_FILE=%~dp0deploy\.env"

rem A shell script creates the secure profile's certificates.
set "SECURED="
if "%SECURE%"=="1" set "SECURED=1"
findstr /r /c:"^[^#]*SECURE *[=:]" "%ENV_FILE%" >nul 2>nul
if not errorlevel 1 set "SECURED=1"
if defined SECURED (
    echo dc.bat: SECURE needs a Unix shell: use dc.sh in WSL, or remove SECURE from deploy\.env. 1>&2
    exit /b 1
)

rem Compose reads the file; this only looks whether it has a password, with or without spaces and export.
findstr /r /c:"^[^#]*POSTGRES_PASSWORD *[=:] *[^ ]" "%ENV_FILE%" >nul 2>nul
if not errorlevel 1 goto compose
if defined POSTGRES_PASSWORD (
    echo dc.bat: POSTGRES_PASSWORD is set, but deploy\.env has none: write it to deploy\.env, so that later commands know it too. 1>&2
    exit /b 1
)
powershell -NoProfile -Command "$b = New-Object byte[] 24; [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($b); [IO.File]::AppendAllText($env:ENV_FILE, [Environment]::NewLine + 'POSTGRES_PASSWORD=' + [BitConverter]::ToString($b).Replace('-', '').ToLower() + [Environment]::NewLine)"
if errorlevel 1 exit /b 1
rem PostgreSQL sets its password only when it creates the volume.
docker volume inspect pipeline_postgres >nul 2>nul
if not errorlevel 1 echo dc.bat: Wrote a new password, but the existing database volume has the old one: restore deploy\.env or remove the volume. 1>&2

:compose
docker compose version >nul 2>nul
if errorlevel 1 (
    echo dc.bat: Docker with Compose v2 is not installed; make run starts the whole pipeline without containers. 1>&2
    exit /b 127
)
rem Brokers load the metrics agent after make monitoring has downloaded it.
set "AGENT="
if exist "%~dp0deploy\prometheus\agent\jmx-agent.jar" set AGENT=--file "%~dp0deploy\compose.jmx.yaml"
docker compose --file "%~dp0deploy\compose.yaml" %AGENT% --env-file "%ENV_FILE%" %*
exit /b %errorlevel%
