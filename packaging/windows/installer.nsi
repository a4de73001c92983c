; The installer of Deskside. Made by `make windows`, which gives VERSION (x.y.z), SOURCE (the frozen folder), ICON, TARGET.
;
;   Deskside-x.y.z-setup.exe [/S] [/ALLUSERS | /CURRENTUSER] [/D=folder]      the folder last, without quotes
;   uninstall.exe [/S] [/ALLUSERS | /CURRENTUSER]
;
; Exit codes: 0 done, 1 cancelled, 2 failed, 3 Deskside is running, 4 a newer version is installed.

Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!define RUNNING 3
!define NEWER 4
!define WAITED_S 30
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Deskside"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_INSTDIR "Deskside"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh
!include x64.nsh

Name "Deskside"
OutFile "${TARGET}"
BrandingText "Deskside ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Deskside"
VIAddVersionKey FileDescription "Deskside setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\Deskside.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString IsRunning ${LANG_ENGLISH} "Deskside is running. Close it, then go on."
LangString IsRunning ${LANG_SIMPCHINESE} "席边正在运行。请关闭后继续。"
LangString IsNewer ${LANG_ENGLISH} "A newer version of Deskside is installed:"
LangString IsNewer ${LANG_SIMPCHINESE} "已安装更新版本的席边："
LangString Needs64 ${LANG_ENGLISH} "Deskside needs 64-bit Windows 10 or later."
LangString Needs64 ${LANG_SIMPCHINESE} "席边需要 64 位 Windows 10 或更高版本。"

; Windows lets nobody write to a program that runs: asked for again until it does, or given up.
!macro WaitUntilClosed
    StrCpy $1 0
    ${DoWhile} ${FileExists} "$INSTDIR\Deskside.exe"
        ClearErrors
        FileOpen $0 "$INSTDIR\Deskside.exe" a
        ${IfNot} ${Errors}
            FileClose $0
            ${ExitDo}
        ${EndIf}
        ${If} ${Silent}
            ${If} $1 >= ${WAITED_S}
                SetErrorLevel ${RUNNING}
                Quit
            ${EndIf}
            Sleep 1000
            IntOp $1 $1 + 1
        ${ElseIf} ${Cmd} 'MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IsRunning)" IDCANCEL'
            SetErrorLevel ${RUNNING}
            Quit
        ${EndIf}
    ${Loop}
!macroend

!macro RemoveProgram
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\Deskside.exe"
    Delete "$INSTDIR\deskside-command.exe"
!macroend

Var Asked ; the folder given by /D=, which MultiUser would forget

Function .onInit
    StrCpy $Asked $INSTDIR
    ${IfNot} ${RunningX64}
        MessageBox MB_ICONSTOP "$(Needs64)" /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
    SetRegView 64
    !insertmacro MULTIUSER_INIT
    ${If} $Asked != ""
        StrCpy $INSTDIR $Asked
    ${EndIf}
    ReadRegStr $0 SHCTX "${KEY}" "DisplayVersion"
    ${If} $0 != ""
        ${VersionCompare} "$0" "${VERSION}" $1
        ${If} $1 == 1
            MessageBox MB_ICONSTOP "$(IsNewer) $0" /SD IDOK
            SetErrorLevel ${NEWER}
            Quit
        ${EndIf}
    ${EndIf}
FunctionEnd

Function un.onInit
    SetRegView 64
    !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section "Deskside"
    !insertmacro WaitUntilClosed
    ; Of an older version nothing may stay that this one does not have.
    !insertmacro RemoveProgram
    SetOutPath "$INSTDIR"
    ClearErrors
    File /r "${SOURCE}/*.*"
    ${If} ${Errors}
        SetErrorLevel 2
        Abort
    ${EndIf}
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortcut "$SMPROGRAMS\Deskside.lnk" "$INSTDIR\Deskside.exe"
    WriteRegStr SHCTX "${KEY}" "DisplayName" "Deskside"
    WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\Deskside.exe"
    WriteRegStr SHCTX "${KEY}" "Publisher" "Deskside"
    WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
    WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S /$MultiUser.InstallMode'
    WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
    WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    IntFmt $0 "0x%08X" $0
    WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" $0
SectionEnd

; What the program keeps for its user (settings, database, outbox) is not touched: it is the user's.
Section "Uninstall"
    !insertmacro WaitUntilClosed
    !insertmacro RemoveProgram
    Delete "$SMPROGRAMS\Deskside.lnk"
    Delete "$INSTDIR\uninstall.exe"
    SetOutPath "$TEMP"
    RMDir "$INSTDIR"
    DeleteRegKey SHCTX "${KEY}"
SectionEnd
