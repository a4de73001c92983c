; The installer of Deskside. Made by `make windows`, which gives VERSION (x.y.z), SOURCE (the frozen folder), ICON, TARGET,
; COMPRESSION, and where a certificate is given SIGN: a command that signs the file "%1". Tests give NETSH, and ACCOUNT: of
; what kind whoever installs is, instead of what Windows says.
;
;   Deskside-x.y.z-setup.exe [/S] [/ALLUSERS | /CURRENTUSER] [/DATABASE=url] [/LANG=zh_CN|en] [/AUTOSTART[=0]] [/RTP[=0]]
;                            [/D=folder]      the folder last, without quotes
;   uninstall.exe [/S] [/ALLUSERS | /CURRENTUSER] [/DATA]
;
; Exit codes: 0 done, 1 cancelled, 2 failed, 3 Deskside is running, 4 a newer version is installed, 5 an administrator's
; right is missing, 6 an option has a value that cannot be.

Unicode true
ManifestDPIAware true
SetCompressor /SOLID ${COMPRESSION}
!if ${COMPRESSION} == lzma
    SetCompressorDictSize 16
!endif
AllowSkipFiles off
CRCCheck on

!define FAILED 2
!define RUNNING 3
!define NEWER 4
!define NO_RIGHT 5
!define BAD_OPTION 6
!define WAITED_S 10
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Deskside"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define PROFILES "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
!define RULE "Deskside live calls (RTP)"
; By its folder: beside the installer, where downloads lie, may be another of that name.
!define /ifndef NETSH "$SYSDIR\netsh.exe"
; Administrators and the system may do all, everybody else reads; what is above has no say.
!define RIGHTS "O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
!define OWNER_AND_OWN_LIST 0x80000005

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_INSTDIR "Deskside"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_FUNCTION ModeChanged
!include MultiUser.nsh
!include MUI2.nsh
!include nsDialogs.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh
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
!ifdef SIGN
    !uninstfinalize '${SIGN}' = 0
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_SMALLDESC
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_COMPONENTS
Page custom AskDatabase TakeDatabase
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\Deskside.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!include "words.nsh"

Var Given ; what stands on the command line
Var Asked ; the folder given by /D=, which MultiUser would forget
Var Database ; empty: nothing is changed
Var Spoken ; empty: nothing is changed
Var Field

!macro Refuse CODE WORDS
    MessageBox MB_ICONSTOP "${WORDS}" /SD IDOK
    SetErrorLevel ${CODE}
    Quit
!macroend

; Windows lets nobody write to a program that runs: asked for again until it does, or given up.
!macro WaitForFile FILE
    StrCpy $1 0
    ${DoWhile} ${FileExists} "$INSTDIR\${FILE}"
        ClearErrors
        FileOpen $0 "$INSTDIR\${FILE}" a
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

!macro WaitUntilClosed
    !insertmacro WaitForFile "Deskside.exe"
    !insertmacro WaitForFile "deskside-command.exe"
!macroend

!macro RemoveProgram
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\Deskside.exe"
    Delete "$INSTDIR\deskside-command.exe"
!macroend

; Not MultiUser's own: that asks by a box in silence too, and ends without a code.
!macro TakeMode UN WORDS
    !ifdef ACCOUNT
        StrCpy $MultiUser.Privileges ${ACCOUNT}
        Call ${UN}MultiUser.InstallMode.CurrentUser
    !endif
    ClearErrors
    ${${UN}GetOptions} $Given "/CURRENTUSER" $0
    ${IfNot} ${Errors}
        Call ${UN}MultiUser.InstallMode.CurrentUser
    ${EndIf}
    ClearErrors
    ${${UN}GetOptions} $Given "/ALLUSERS" $0
    ${IfNot} ${Errors}
        ${If} $MultiUser.Privileges != "Admin"
        ${AndIf} $MultiUser.Privileges != "Power"
            !insertmacro Refuse ${NO_RIGHT} "${WORDS}"
        ${EndIf}
        Call ${UN}MultiUser.InstallMode.AllUsers
    ${EndIf}
!macroend

; /NAME or /NAME=0 decides over what the section was; without either it stays.
!macro TakeSwitch NAME SECTION
    ClearErrors
    ${GetOptions} $Given "/${NAME}" $0
    ${IfNot} ${Errors}
        ${If} $0 == "=0"
            !insertmacro UnselectSection ${SECTION}
        ${Else}
            !insertmacro SelectSection ${SECTION}
        ${EndIf}
    ${EndIf}
!macroend

Section "Deskside" SecProgram
    SectionIn RO
    !insertmacro WaitUntilClosed
    ${If} $MultiUser.InstallMode == "AllUsers"
        Call LockMachineFolder ; before anything is changed: without it nothing is
    ${EndIf}
    Call PutAside
    SetOutPath "$INSTDIR"
    ClearErrors
    File "${SOURCE}\Deskside.exe"
    File "${SOURCE}\deskside-command.exe"
    File /r /x Deskside.exe /x deskside-command.exe "${SOURCE}\*.*"
    ${If} ${Errors}
        SetErrorLevel ${FAILED}
        Abort
    ${EndIf}
    ; Of an older version nothing may stay that this one does not have.
    RMDir /r "$INSTDIR\_before"
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

Section /o "$(AutostartName)" SecAutostart
SectionEnd

Section /o "$(RtpName)" SecRtp
SectionEnd

Section "-chosen"
    ${If} ${SectionIsSelected} ${SecAutostart}
        WriteRegStr SHCTX "${RUN}" "Deskside" '"$INSTDIR\Deskside.exe"'
    ${Else}
        DeleteRegValue SHCTX "${RUN}" "Deskside"
    ${EndIf}
    StrCpy $0 ""
    ${If} $Database != ""
        StrCpy $0 '--set "database=$Database"'
    ${EndIf}
    ${If} $Spoken != ""
        StrCpy $0 '$0 --set language=$Spoken'
    ${EndIf}
    ${If} $0 != ""
        StrCpy $2 0 ; whether a policy comes of it that is not somebody else's
        ${If} $MultiUser.InstallMode != "AllUsers"
            StrCpy $0 '--user $0'
        ${ElseIfNot} ${FileExists} "$APPDATA\Deskside\policy.toml"
            StrCpy $2 1
        ${EndIf}
        nsExec::ExecToLog '"$INSTDIR\deskside-command.exe" policy $0'
        Pop $0
        ${If} $0 != 0
            MessageBox MB_ICONEXCLAMATION "$(BadPolicy)" /SD IDOK
            SetErrorLevel ${BAD_OPTION}
        ${ElseIf} $2 == 1
            WriteRegDWORD SHCTX "${KEY}" "Policy" 1
        ${EndIf}
    ${EndIf}
    ${If} $MultiUser.InstallMode == "AllUsers"
        ReadRegDWORD $0 SHCTX "${KEY}" "Rtp"
        ${If} $0 == 1
            nsExec::Exec '"${NETSH}" advfirewall firewall delete rule name="${RULE}"'
            Pop $0
        ${EndIf}
        ${If} ${SectionIsSelected} ${SecRtp}
            nsExec::Exec '"${NETSH}" advfirewall firewall add rule name="${RULE}" dir=in action=allow protocol=UDP program="$INSTDIR\Deskside.exe" profile=domain,private'
            Pop $0
            ${If} $0 == 0
                WriteRegDWORD SHCTX "${KEY}" "Rtp" 1
            ${Else}
                DetailPrint "netsh: $0"
                MessageBox MB_ICONEXCLAMATION "$(NoRule)" /SD IDOK
                SetErrorLevel ${FAILED}
            ${EndIf}
        ${Else}
            DeleteRegValue SHCTX "${KEY}" "Rtp"
        ${EndIf}
    ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
    !insertmacro MUI_DESCRIPTION_TEXT ${SecProgram} "$(ProgramHint)"
    !insertmacro MUI_DESCRIPTION_TEXT ${SecAutostart} "$(AutostartHint)"
    !insertmacro MUI_DESCRIPTION_TEXT ${SecRtp} "$(RtpHint)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
    StrCpy $Asked $INSTDIR
    ${GetParameters} $Given
    Call ReadDatabase
    Call TakeLanguage
    ${IfNot} ${RunningX64}
        !insertmacro Refuse ${FAILED} "$(Needs64)"
    ${EndIf}
    SetRegView 64
    !insertmacro MULTIUSER_INIT
    !insertmacro TakeMode "" "$(NeedsAdministrator)"
    ${If} $Asked != ""
        StrCpy $INSTDIR $Asked
    ${EndIf}
    Call RefuseSecond
    Call CheckDatabase
    ${If} $0 == 0
        !insertmacro Refuse ${BAD_OPTION} "$(BadAddress)"
    ${EndIf}
    ${If} ${SectionIsSelected} ${SecRtp}
    ${AndIf} $MultiUser.InstallMode != "AllUsers"
        !insertmacro Refuse ${NO_RIGHT} "$(NeedsAdministrator)"
    ${EndIf}
    ${If} ${Silent}
        Call RefuseOlder
    ${EndIf}
FunctionEnd

; Where it is there for all, whoever may not renew it gets no second one unasked.
Function RefuseSecond
    ClearErrors
    ${GetOptions} $Given "/CURRENTUSER" $0
    ${If} ${Errors}
    ${AndIf} $MultiUser.InstallMode == "CurrentUser"
        ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
        ReadRegStr $1 HKCU "${KEY}" "InstallLocation"
        ${If} $0 != ""
        ${AndIf} $1 == ""
            !insertmacro Refuse ${NO_RIGHT} "$(NeedsAdministrator)"
        ${EndIf}
    ${EndIf}
FunctionEnd

; MultiUser calls it whenever the mode is chosen. What an earlier installation chose is proposed again, unless the command
; line says otherwise.
Function ModeChanged
    ReadRegStr $0 SHCTX "${RUN}" "Deskside"
    ${If} $0 != ""
        !insertmacro SelectSection ${SecAutostart}
    ${Else}
        !insertmacro UnselectSection ${SecAutostart}
    ${EndIf}
    ReadRegDWORD $0 SHCTX "${KEY}" "Rtp"
    ${If} $MultiUser.InstallMode != "AllUsers"
        StrCpy $0 0
        SectionSetText ${SecRtp} ""
    ${Else}
        SectionGetText ${SecRtp} $1
        ${If} $1 == "" ; only then: at the beginning the words are not yet of the language that was asked for
            SectionSetText ${SecRtp} "$(RtpName)"
        ${EndIf}
    ${EndIf}
    ${If} $0 == 1
        !insertmacro SelectSection ${SecRtp}
    ${Else}
        !insertmacro UnselectSection ${SecRtp}
    ${EndIf}
    !insertmacro TakeSwitch "AUTOSTART" ${SecAutostart}
    !insertmacro TakeSwitch "RTP" ${SecRtp}
FunctionEnd

Function TakeLanguage
    ClearErrors
    ${GetOptions} $Given "/LANG=" $Spoken
    ${If} ${Errors}
        StrCpy $Spoken ""
    ${ElseIf} $Spoken == "zh_CN"
        StrCpy $Spoken "zh_CN"
        StrCpy $LANGUAGE ${LANG_SIMPCHINESE}
    ${ElseIf} $Spoken == "en"
        StrCpy $Spoken "en"
        StrCpy $LANGUAGE ${LANG_ENGLISH}
    ${Else}
        !insertmacro Refuse ${BAD_OPTION} "/LANG=zh_CN, /LANG=en"
    ${EndIf}
FunctionEnd

; GetOptions would end at the first slash of an address. It is taken out of $Given: in it may stand what looks like an option.
Function ReadDatabase
    StrCpy $Database ""
    StrCpy $1 0
    StrCpy $4 "" ; what stands before it
    ${Do}
        StrCpy $2 $Given 10 $1
        ${If} $2 == ""
        ${OrIf} $2 == "/DATABASE="
            ${ExitDo}
        ${EndIf}
        StrCpy $2 $2 1
        StrCpy $4 "$4$2"
        IntOp $1 $1 + 1
    ${Loop}
    ${If} $2 == ""
        Return
    ${EndIf}
    IntOp $1 $1 + 10
    StrCpy $3 " " ; where it ends
    StrCpy $2 $Given 1 $1
    ${If} $2 == '"'
        StrCpy $3 '"'
        IntOp $1 $1 + 1
    ${EndIf}
    ${Do}
        StrCpy $2 $Given 1 $1
        IntOp $1 $1 + 1
        ${If} $2 == ""
        ${OrIf} $2 == $3
            ${ExitDo}
        ${EndIf}
        StrCpy $Database "$Database$2"
    ${Loop}
    StrCpy $2 $Given "" $1
    StrCpy $Given "$4$2"
FunctionEnd

Function RefuseOlder
    ReadRegStr $0 SHCTX "${KEY}" "DisplayVersion"
    ${If} $0 != ""
        ${VersionCompare} "$0" "${VERSION}" $1
        ${If} $1 == 1
            !insertmacro Refuse ${NEWER} "$(IsNewer) $0"
        ${EndIf}
    ${EndIf}
FunctionEnd

; $0: 1 where $Database is empty or may be an address, without what would end the quotes around it.
Function CheckDatabase
    StrCpy $0 1
    ${If} $Database != ""
        StrCpy $1 $Database 10
        StrCpy $2 $Database 13
        ${If} $1 != "postgresql"
        ${AndIf} $1 != "sqlite:///"
            StrCpy $0 0
        ${EndIf}
        ${WordFind} $Database '"' "E+1" $1
        ${IfNot} ${Errors}
            StrCpy $0 0
        ${EndIf}
    ${EndIf}
FunctionEnd

Function AskDatabase
    Call RefuseOlder ; here, for the page before has chosen whose installation is looked at
    !insertmacro MUI_HEADER_TEXT "$(DatabaseTitle)" "$(DatabaseUnder)"
    nsDialogs::Create 1018
    Pop $0
    ${NSD_CreateLabel} 0 0 100% 12u "$(DatabaseLabel)"
    Pop $0
    ${NSD_CreateText} 0 14u 100% 13u $Database
    Pop $Field
    ${NSD_CreateLabel} 0 36u 100% 40u "$(DatabaseHint)"
    Pop $0
    nsDialogs::Show
FunctionEnd

Function TakeDatabase
    ${NSD_GetText} $Field $Database
    Call CheckDatabase
    ${If} $0 == 0
        MessageBox MB_ICONEXCLAMATION "$(BadAddress)"
        Abort
    ${EndIf}
FunctionEnd

; The version before is kept until this one is whole. Whoever began it just now keeps it.
Function PutAside
    RMDir /r "$INSTDIR\_before"
    ${If} ${FileExists} "$INSTDIR\_internal"
        CreateDirectory "$INSTDIR\_before"
        ClearErrors
        Rename "$INSTDIR\_internal" "$INSTDIR\_before\_internal"
        ${If} ${Errors}
            RMDir "$INSTDIR\_before"
            !insertmacro Refuse ${RUNNING} "$(IsRunning)"
        ${EndIf}
        Rename "$INSTDIR\Deskside.exe" "$INSTDIR\_before\Deskside.exe"
        Rename "$INSTDIR\deskside-command.exe" "$INSTDIR\_before\deskside-command.exe"
    ${EndIf}
FunctionEnd

Function .onInstFailed
    ${If} ${FileExists} "$INSTDIR\_before\_internal"
        !insertmacro RemoveProgram
        Rename "$INSTDIR\_before\_internal" "$INSTDIR\_internal"
        Rename "$INSTDIR\_before\Deskside.exe" "$INSTDIR\Deskside.exe"
        Rename "$INSTDIR\_before\deskside-command.exe" "$INSTDIR\deskside-command.exe"
        RMDir "$INSTDIR\_before"
    ${EndIf}
FunctionEnd

; Made before anybody needs it: else anybody could, and settle there what holds for all.
Function LockMachineFolder
    SetShellVarContext all
    CreateDirectory "$APPDATA\Deskside"
    System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptorW(w "${RIGHTS}", i 1, *p .r0, p 0) i .r1'
    ${If} $1 != 0
        System::Call 'advapi32::SetFileSecurityW(w "$APPDATA\Deskside", i ${OWNER_AND_OWN_LIST}, p r0) i .r1'
        System::Call 'kernel32::LocalFree(p r0)'
    ${EndIf}
    ${If} $1 == 0
        DetailPrint "$APPDATA\Deskside: rights not set"
        SetErrorLevel ${FAILED}
        Abort
    ${EndIf}
FunctionEnd

Section "un.Deskside" UnProgram
    SectionIn RO
    !insertmacro WaitUntilClosed
    ReadRegDWORD $0 SHCTX "${KEY}" "Rtp"
    ${If} $0 == 1
        nsExec::Exec '"${NETSH}" advfirewall firewall delete rule name="${RULE}"'
        Pop $0
    ${EndIf}
    ReadRegDWORD $2 SHCTX "${KEY}" "Policy"
    ${If} $MultiUser.InstallMode == "AllUsers"
        ${If} $2 == 1
            Delete "$APPDATA\Deskside\policy.toml"
        ${EndIf}
        RMDir "$APPDATA\Deskside" ; where nothing else is in it
    ${EndIf}
    ClearErrors
    !insertmacro RemoveProgram
    RMDir /r "$INSTDIR\_before" ; of an upgrade that was broken off
    ${If} ${Errors} ; Windows goes on listing it, so that it can be tried again
        SetErrorLevel ${FAILED}
        Abort
    ${EndIf}
    Delete "$SMPROGRAMS\Deskside.lnk"
    Delete "$INSTDIR\uninstall.exe"
    SetOutPath "$TEMP"
    RMDir "$INSTDIR"
    DeleteRegValue SHCTX "${RUN}" "Deskside"
    DeleteRegKey SHCTX "${KEY}"
SectionEnd

; Settings, database and outbox are the user's: they go only where that is asked.
Section /o "un.$(DataName)" UnData
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\Deskside"
    Call un.ForgetPasswords
    ${If} $MultiUser.InstallMode == "AllUsers"
        SetShellVarContext all
        RMDir /r "$APPDATA\Deskside"
        StrCpy $1 0
        ${Do}
            EnumRegKey $2 HKLM "${PROFILES}" $1
            ${If} $2 == ""
                ${ExitDo}
            ${EndIf}
            ReadRegStr $3 HKLM "${PROFILES}\$2" "ProfileImagePath"
            ${If} $3 != ""
                ExpandEnvStrings $3 $3
                RMDir /r "$3\AppData\Local\Deskside"
            ${EndIf}
            IntOp $1 $1 + 1
        ${Loop}
    ${EndIf}
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
    !insertmacro MUI_DESCRIPTION_TEXT ${UnProgram} "$(UnProgramHint)"
    !insertmacro MUI_DESCRIPTION_TEXT ${UnData} "$(UnDataHint)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END

Function un.onInit
    SetRegView 64
    !insertmacro MULTIUSER_UNINIT
    ${un.GetParameters} $Given
    !insertmacro TakeMode "un." "$(NotWithoutRights)"
    ClearErrors
    ${un.GetOptions} $Given "/DATA" $0
    ${IfNot} ${Errors}
        !insertmacro SelectSection ${UnData}
    ${EndIf}
FunctionEnd

; The person's own in Windows' credential manager: the outbox's key ("deskside") and passwords ("Deskside address"),
; each with a name and an at sign before it where there are several.
Function un.ForgetPasswords
    System::Call 'advapi32::CredEnumerateW(p 0, i 0, *i .r0, *p .r1) i .r2'
    ${If} $2 == 0
        Return
    ${EndIf}
    StrCpy $6 $1
    ${DoWhile} $0 > 0
        System::Call '*$6(p .r3)'
        System::Call '*$3(i, i .r4, w .r5)'
        StrCpy $8 $5
        ${un.WordFind} $5 "@" "-1" $8 ; without an at sign all of it
        StrCpy $9 $8 9
        ${If} $8 == "deskside"
        ${OrIf} $9 == "Deskside "
            System::Call 'advapi32::CredDeleteW(w r5, i r4, i 0)'
        ${EndIf}
        IntOp $6 $6 + ${NSIS_PTR_SIZE}
        IntOp $0 $0 - 1
    ${Loop}
    System::Call 'advapi32::CredFree(p r1)'
FunctionEnd
