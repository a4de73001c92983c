; What the installer says, in both of its languages.

!macro Say NAME ENGLISH CHINESE
    LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
    LangString ${NAME} ${LANG_SIMPCHINESE} "${CHINESE}"
!macroend

!insertmacro Say IsRunning "Deskside is running. Close it, then go on." "席边正在运行。请关闭后继续。"
!insertmacro Say IsNewer "A newer version of Deskside is installed and stays:" "已安装更新版本的席边，将予保留："
!insertmacro Say Needs64 "Deskside needs 64-bit Windows 10 or later." "席边需要 64 位 Windows 10 或更高版本。"
!insertmacro Say NeedsAdministrator \
    "This needs the rights of an administrator. Without them Deskside can be installed for you only (/CURRENTUSER)." \
    "此操作需要管理员权限。没有该权限时，只能为您本人安装席边（/CURRENTUSER）。"
!insertmacro Say NotWithoutRights "This needs the rights of an administrator." "此操作需要管理员权限。"
!insertmacro Say BadAddress \
    "The database's address has to begin with postgresql:// or sqlite:///, without a password." \
    "数据库地址须以 postgresql:// 或 sqlite:/// 开头，不含密码。"
!insertmacro Say BadPolicy \
    "Deskside is installed, but the database's address or the language could not be settled. Does the address hold a password?" \
    "席边已安装，但未能写入数据库地址或语言。地址中是否含有密码？"
!insertmacro Say NoRule \
    "Deskside is installed, but Windows' firewall did not take the rule for live calls by RTP. Run the installer again once the firewall's service runs." \
    "席边已安装，但 Windows 防火墙未接受 RTP 通话的规则。请在防火墙服务运行后再次运行安装程序。"
!insertmacro Say ProgramHint "The program, with all that it needs." "程序及其所需的全部组件。"
!insertmacro Say AutostartName "Start with Windows" "随 Windows 启动"
!insertmacro Say AutostartHint "Deskside opens when somebody signs on to Windows." "登录 Windows 时自动打开席边。"
!insertmacro Say RtpName "Live calls by RTP" "通过 RTP 监听通话"
!insertmacro Say RtpHint \
    "Lets live calls through Windows' firewall to Deskside (UDP). Only where your telephone system sends RTP." \
    "允许实时通话（UDP）通过 Windows 防火墙到达席边。仅当电话系统发送 RTP 时需要。"
!insertmacro Say DatabaseTitle "Database" "数据库"
!insertmacro Say DatabaseUnder "Where calls and sheets are kept" "通话与评分表的存放位置"
!insertmacro Say DatabaseLabel "Address of the shared database, if your centre has one:" "共享数据库的地址（如果贵中心已有）："
!insertmacro Say DatabaseHint \
    "For example postgresql://server.example/deskside, without a password. Left empty, nothing is changed: a new installation opens the demonstration centre on this PC." \
    "例如 postgresql://server.example/deskside，不含密码。留空则不作更改：全新安装将打开本机上的演示中心。"
!insertmacro Say UnProgramHint "The program, its links and what its installer settled." "程序、其快捷方式以及安装时的设置。"
!insertmacro Say DataName "Data of its users" "用户数据"
!insertmacro Say UnDataHint \
    "Settings, databases on this PC, and work that has not been sent yet. This cannot be undone." \
    "设置、本机上的数据库，以及尚未发送的工作。此操作无法撤销。"
