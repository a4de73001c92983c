<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
    <context>
        <name>Actions</name>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>24 hours ago</source>
            <translation>24 小时前</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Agent only</source>
            <translation>仅坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Alert seen</source>
            <translation>知悉提醒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>All the rest conform</source>
            <translation>其余全部符合</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Back 1 min</source>
            <translation>后退 1 分钟</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Back 1 s</source>
            <translation>后退 1 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Back 10 min</source>
            <translation>后退 10 分钟</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Back 15 s</source>
            <translation>后退 15 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Back 5 s</source>
            <translation>后退 5 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Back to now</source>
            <translation>回到现在</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Both sides</source>
            <translation>双方</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Calls</source>
            <translation>通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Close the message</source>
            <translation>关闭提示</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Coach this</source>
            <translation>据此辅导</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Coaching</source>
            <translation>辅导</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Customer only</source>
            <translation>仅客户</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>End the agent's call</source>
            <translation>挂断坐席的通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Faster</source>
            <translation>加速</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Find a call</source>
            <translation>查找通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Find a seat</source>
            <translation>查找座位</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Floor</source>
            <translation>现场</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Floor: alerts</source>
            <translation>现场：提醒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Floor: handover</source>
            <translation>现场：交接</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Floor: last 24 hours</source>
            <translation>现场：最近 24 小时</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Floor: now</source>
            <translation>现场：现在</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Floor: plan</source>
            <translation>现场：座位图</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Floor: time kept</source>
            <translation>现场：考勤</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Follow the position</source>
            <translation>跟随播放位置</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Forward 1 min</source>
            <translation>前进 1 分钟</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Forward 1 s</source>
            <translation>前进 1 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Forward 10 min</source>
            <translation>前进 10 分钟</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Forward 15 s</source>
            <translation>前进 15 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Forward 5 s</source>
            <translation>前进 5 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Full screen, in the floor's own window</source>
            <translation>全屏（现场的独立窗口）</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Go to the worst</source>
            <translation>转到最紧急的坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Hand the note over</source>
            <translation>交接这条记录</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Import recordings…</source>
            <translation>导入录音…</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Item conforms</source>
            <translation>本项符合</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Item not applicable</source>
            <translation>本项不适用</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Item {number}</source>
            <translation>第 {number} 项</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Items: mark as not conforming; again to clear</source>
            <translation>评分项：标为不符合，再按一次清除</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Larger seats</source>
            <translation>放大座位</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Let the past go on / stop it</source>
            <translation>回放 / 暂停</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Listen to a local input…</source>
            <translation>监听本机输入……</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Listen to one call after another</source>
            <translation>逐通监听</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Listen to the agent's call</source>
            <translation>监听坐席的通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Loop ends here</source>
            <translation>循环终点</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Loop on / off</source>
            <translation>循环开 / 关</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Loop starts here</source>
            <translation>循环起点</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Mark this place</source>
            <translation>标记此处</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Marks and loop</source>
            <translation>标记与循环</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Microphone open / muted</source>
            <translation>麦克风打开／静音</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Name the seat</source>
            <translation>给座位命名</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Next call</source>
            <translation>下一通</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Next item not scored</source>
            <translation>下一个未评项</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Next mark</source>
            <translation>下一个标记</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Next page of the floor</source>
            <translation>现场下一页</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Next pane</source>
            <translation>下一个窗格</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Nobody sits there</source>
            <translation>离座</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Normal speed</source>
            <translation>正常速度</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Note on the item</source>
            <translation>本项备注</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Pin a note</source>
            <translation>钉一条记录</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Play / pause</source>
            <translation>播放 / 暂停</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Play the item's evidence</source>
            <translation>播放本项证据</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Play what is suggested</source>
            <translation>播放建议的片段</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Playing</source>
            <translation>播放</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Previous call</source>
            <translation>上一通</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Previous mark</source>
            <translation>上一个标记</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Previous page of the floor</source>
            <translation>现场上一页</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Previous pane</source>
            <translation>上一个窗格</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Put the alert off</source>
            <translation>推迟提醒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Review</source>
            <translation>听评</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Save the limits</source>
            <translation>保存时限</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Save the plan</source>
            <translation>保存座位图</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Scoring</source>
            <translation>评分</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Seat or aisle</source>
            <translation>座位或过道</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Set the agent away</source>
            <translation>将坐席置为离席</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Set the agent ready</source>
            <translation>将坐席置为就绪</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Sign off</source>
            <translation>签出</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Sign the agent off</source>
            <translation>强制签出坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Skip silence</source>
            <translation>跳过静音</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Slower</source>
            <translation>减速</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Smaller seats</source>
            <translation>缩小座位</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Speak into a live call</source>
            <translation>在实时通话中说话</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Stop listening to a live call</source>
            <translation>停止监听</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Submit</source>
            <translation>提交</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Take over the agent's call</source>
            <translation>接管坐席的通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Take the suggestion</source>
            <translation>采纳建议</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>The day after</source>
            <translation>后一天</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>The day before</source>
            <translation>前一天</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>The floor in its own window</source>
            <translation>现场独立窗口</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>The moment before worth stopping at</source>
            <translation>上一处要紧的时刻</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>The newest moment</source>
            <translation>最新的一刻</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>The next moment worth stopping at</source>
            <translation>下一处要紧的时刻</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>The whole room</source>
            <translation>整个大厅</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>To what is said now</source>
            <translation>回到实时</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Today</source>
            <translation>今天</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Waiting to be shared</source>
            <translation>待共享</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Well done: the last 20 s</source>
            <translation>表扬：最近 20 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Whole call</source>
            <translation>整通显示</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Why it says that</source>
            <translation>为何显示此状态</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Window</source>
            <translation>窗口</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Zoom in</source>
            <translation>放大</translation>
        </message>
        <message>
            <location filename="../../console/desk/action_names.py" />
            <source>Zoom out</source>
            <translation>缩小</translation>
        </message>
    </context>
    <context>
        <name>AlertNews</name>
        <message>
            <location filename="../../console/widgets/alert_news.py" />
            <source>Show the alerts</source>
            <translation>显示提醒</translation>
        </message>
    </context>
    <context>
        <name>Alerts</name>
        <message numerus="yes">
            <location filename="../../console/desk/alert_words.py" />
            <source>%n time(s)</source>
            <translation>
                <numerusform>%n 次</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>A limit of {length} would have spared four in five.</source>
            <translation>若时限为 {length}，可免去其中五分之四。</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_lists.py" />
            <source>After</source>
            <translation>用时</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_lists.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_lists.py" />
            <source>By whom and why</source>
            <translation>处理人与原因</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_lists.py" />
            <source>Lasted</source>
            <translation>持续</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_lists.py" />
            <source>What</source>
            <translation>事由</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_lists.py" />
            <source>What followed</source>
            <translation>后续</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_lists.py" />
            <source>When</source>
            <translation>时间</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>acted on</source>
            <translation>已处置</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>answered after {length}</source>
            <translation>处理用时中位数 {length}</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>ended by itself</source>
            <translation>自行结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>no team</source>
            <translation>无班组</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>nobody answered {share} %</source>
            <translation>{share}% 无人处理</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>put off</source>
            <translation>已推迟</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>put off until {time}</source>
            <translation>推迟到 {time}</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>seen</source>
            <translation>已知悉</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>still open</source>
            <translation>仍在提醒</translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/alert_words.py" />
            <source>{alert}, and %n more</source>
            <translation>
                <numerusform>{alert}，另有 %n 条</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>{person}: {words}</source>
            <translation>{person}：{words}</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>{state}, limit {limit}</source>
            <translation>{state}，时限 {limit}</translation>
        </message>
    </context>
    <context>
        <name>AlertsPage</name>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>A short sound when an alert comes</source>
            <translation>有新提醒时播放提示音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Alerts about this only</source>
            <translation>只看这一类提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Alerts of this team only</source>
            <translation>只看该班组的提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>All states</source>
            <translation>所有状态</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>All teams</source>
            <translation>所有班组</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Answered or not, in the last seven days</source>
            <translation>最近七天的处理情况</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Choose all to see the others.</source>
            <translation>选择“全部”即可看到其他提醒。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>How far back</source>
            <translation>时间范围</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>How long each state may last, for each team</source>
            <translation>各班组每种状态的时限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Last 7 days</source>
            <translation>最近 7 天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Limits…</source>
            <translation>时限…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>None like this</source>
            <translation>没有符合的提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Nothing was alerted in the last seven days</source>
            <translation>最近七天没有提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Nothing was alerted today</source>
            <translation>今天没有提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Reading what was alerted</source>
            <translation>正在读取提醒记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Sound</source>
            <translation>声音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>Today</source>
            <translation>今天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>What was alerted and what followed; Enter goes to the seat</source>
            <translation>提醒记录与后续；Enter 转到座位</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>What was alerted: the last {count}</source>
            <translation>提醒记录（最近 {count} 条）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/alerts_page.py" />
            <source>What was alerted: {count}</source>
            <translation>提醒记录 {count}</translation>
        </message>
    </context>
    <context>
        <name>AppealLine</name>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>A manager decides; your words go into the record (Return)</source>
            <translation>由经理裁定，所写内容将存档 (Enter)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Agree with the agent, with an answer</source>
            <translation>同意坐席的申诉，并给出答复</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Answer to the agent</source>
            <translation>给坐席的答复</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Appeal this item…</source>
            <translation>对此项申诉…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Appealed by {name}, {day}: {words}</source>
            <translation>{name}于 {day} 申诉：{words}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Let the verdict stand, with an answer</source>
            <translation>维持原判定，并给出答复</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Reject</source>
            <translation>驳回</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Rejected by {name}: {words}</source>
            <translation>{name}驳回申诉：{words}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Reject…</source>
            <translation>驳回…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Say why this item should be looked at again</source>
            <translation>说明为什么要重新审核此项</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Send the appeal</source>
            <translation>提交申诉</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>The appeal is right; the score changes by a correction of the sheet (Return)</source>
            <translation>申诉有理，分数需通过更正考核表修改 (Enter)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>The verdict stands (Return)</source>
            <translation>维持原判定 (Enter)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Upheld by {name}: {words}</source>
            <translation>{name}裁定申诉成立：{words}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Uphold</source>
            <translation>申诉成立</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Uphold…</source>
            <translation>申诉成立…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/appeal_line.py" />
            <source>Why should this item be looked at again?</source>
            <translation>为什么要重新审核此项？</translation>
        </message>
    </context>
    <context>
        <name>CallFilters</name>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>1 to 3 min</source>
            <translation>1–3 分钟</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>3 to 10 min</source>
            <translation>3–10 分钟</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>All agents</source>
            <translation>全部坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>All queues</source>
            <translation>全部队列</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Any length</source>
            <translation>不限时长</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Any state</source>
            <translation>全部状态</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Any time</source>
            <translation>不限时间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Corrected</source>
            <translation>已更正</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Drawn for me</source>
            <translation>抽给我的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Filter by: {what}</source>
            <translation>筛选：{what}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Last 14 days</source>
            <translation>近 14 天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Last 31 days</source>
            <translation>近 31 天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Last 7 days</source>
            <translation>近 7 天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Length</source>
            <translation>时长</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Not scored</source>
            <translation>未评分</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Only calls drawn for you to score</source>
            <translation>只看抽给您评分的通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Over 10 min</source>
            <translation>10 分钟以上</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Queue</source>
            <translation>队列</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Scored</source>
            <translation>已评</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Since yesterday</source>
            <translation>昨天以来</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Today</source>
            <translation>今天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>Under 1 min</source>
            <translation>1 分钟以内</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_filters.py" />
            <source>When</source>
            <translation>时间</translation>
        </message>
    </context>
    <context>
        <name>CallHeader</name>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Customer's number</source>
            <translation>客户号码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Inbound</source>
            <translation>呼入</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Internal</source>
            <translation>内部</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Outbound</source>
            <translation>呼出</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Player in a window of its own</source>
            <translation>播放器独立窗口</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Reason for seeing the number</source>
            <translation>查看号码的理由</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Reason, then Enter</source>
            <translation>填写理由后按回车</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Sheet in a window of its own</source>
            <translation>考核表独立窗口</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Show the customer's number</source>
            <translation>显示客户号码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_header.py" />
            <source>Show the customer's number (a reason goes into the record)</source>
            <translation>显示客户号码（理由将记入日志）</translation>
        </message>
    </context>
    <context>
        <name>CallList</name>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>C</source>
            <translation>更正</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Corrected</source>
            <translation>已更正</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Customer</source>
            <translation>客户</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>D</source>
            <translation>草稿</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Ended by a supervisor</source>
            <translation>班长挂断</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Ended by a transfer</source>
            <translation>转接结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Ended by the agent</source>
            <translation>坐席挂机</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Ended by the customer</source>
            <translation>客户挂机</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Hand-picked</source>
            <translation>人工挑选</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Inspector {name}</source>
            <translation>质检员 {name}</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Length</source>
            <translation>时长</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Length {length}</source>
            <translation>时长 {length}</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>N</source>
            <translation>未评</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Not scored</source>
            <translation>未评分</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Queue</source>
            <translation>队列</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>S</source>
            <translation>已评</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Score</source>
            <translation>得分</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Score {score}</source>
            <translation>得分 {score}</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Scored</source>
            <translation>已评</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>coached</source>
            <translation>已辅导</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>drawn for me</source>
            <translation>抽给我的</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>live</source>
            <translation>实时</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>never on hold</source>
            <translation>无保持</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>on hold {length} s</source>
            <translation>保持 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>rang {length} s</source>
            <translation>振铃 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>scored live, its recording has not come yet</source>
            <translation>实时评分，录音尚未到达</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>talked {length} s</source>
            <translation>通话 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>{length} s from joining the queue to the answer</source>
            <translation>从进入队列到应答 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/call_words.py" />
            <source>{points}, critical</source>
            <translation>{points}，致命项</translation>
        </message>
    </context>
    <context>
        <name>CallListPane</name>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Agent, number, queue</source>
            <translation>坐席、号码、队列</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Calls</source>
            <translation>通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Clear filters</source>
            <translation>清除筛选</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Filters</source>
            <translation>筛选</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Import recordings…</source>
            <translation>导入录音…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Listen to a local input…</source>
            <translation>监听本机输入……</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Loading calls…</source>
            <translation>正在加载通话…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>No call passes the filters</source>
            <translation>没有符合条件的通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>No calls yet</source>
            <translation>还没有通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>No results yet</source>
            <translation>暂无成绩</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Recordings that you import are listed here.</source>
            <translation>导入的录音会列在这里。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Search by agent, work number, queue or call number ({key})</source>
            <translation>按坐席、工号、队列或通话编号查找（{key}）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Search calls</source>
            <translation>查找通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Show all calls</source>
            <translation>显示全部通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Show or hide the filters</source>
            <translation>显示或收起筛选</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>The calls cannot be listed now</source>
            <translation>暂时无法列出通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Widen the search or take filters away.</source>
            <translation>请放宽查找或去掉筛选。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>Your calls are listed here when they have been scored.</source>
            <translation>您的通话评分后会列在这里。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/call_list.py" />
            <source>{count} calls</source>
            <translation>共 {count} 通</translation>
        </message>
    </context>
    <context>
        <name>ChordRecorder</name>
        <message>
            <location filename="../../console/widgets/chord_recorder.py" />
            <source>None</source>
            <translation>无</translation>
        </message>
        <message>
            <location filename="../../console/widgets/chord_recorder.py" />
            <source>Press the keys…</source>
            <translation>请按键…</translation>
        </message>
    </context>
    <context>
        <name>Coaching</name>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>A great call to praise: {points}</source>
            <translation>优秀通话，值得表扬：{points} 分</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Action due</source>
            <translation>行动待完成</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Again</source>
            <translation>重复</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Agree on an action</source>
            <translation>约定行动</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Appeal</source>
            <translation>申诉</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>At most two priorities</source>
            <translation>改进重点最多两项</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Begin with one strength</source>
            <translation>先写一个优点</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Choose the agent</source>
            <translation>选择坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Closed</source>
            <translation>已结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Critical</source>
            <translation>致命</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Critical: {item}</source>
            <translation>致命项：{item}</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Fall</source>
            <translation>下滑</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Improved</source>
            <translation>已改善</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Not improved</source>
            <translation>未改善</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Open</source>
            <translation>待跟进</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Praise</source>
            <translation>表扬</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Scored {points}, usually {mean}</source>
            <translation>得 {points} 分，平时 {mean} 分</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>Set a date for the action</source>
            <translation>为行动约定日期</translation>
        </message>
        <message>
            <location filename="../../console/desk/coaching_lists.py" />
            <source>{count} times in the last five calls: {item}</source>
            <translation>最近五通中 {count} 次：{item}</translation>
        </message>
    </context>
    <context>
        <name>CoachingClips</name>
        <message>
            <location filename="../../console/widgets/coaching_clips.py" />
            <source>A call that is no longer there</source>
            <translation>通话已不存在</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_clips.py" />
            <source>No call yet. “Coach this” on a scored call brings its failed items and clips.</source>
            <translation>还没有通话。在考核表上按“据此辅导”，即带入不符合项和片段。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_clips.py" />
            <source>Play {span} (Enter)</source>
            <translation>播放 {span}（回车）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_clips.py" />
            <source>Play {span}, {item}</source>
            <translation>播放 {span}，{item}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_clips.py" />
            <source>Take this call out</source>
            <translation>移除此通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_clips.py" />
            <source>Take this clip out</source>
            <translation>移除此片段</translation>
        </message>
    </context>
    <context>
        <name>CoachingNote</name>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>1  One strength first</source>
            <translation>1  先说一个优点</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>2  Heard together</source>
            <translation>2  一起听的通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>3  At most two priorities</source>
            <translation>3  最多两个改进重点</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>4  In the agent's own words</source>
            <translation>4  坐席的原话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>5  Agreed action</source>
            <translation>5  约定的行动</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Agreed action</source>
            <translation>约定的行动</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Alt+Down opens the calendar</source>
            <translation>Alt+↓ 打开日历</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>At most two; better one that is done than three that are not</source>
            <translation>最多两项；做成一项胜过三项落空</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>By</source>
            <translation>期限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Choose the agent…</source>
            <translation>选择坐席…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Coach {name} · {day}</source>
            <translation>辅导人 {name} · {day}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Coaching note</source>
            <translation>辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Date of the action</source>
            <translation>行动日期</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>First priority</source>
            <translation>第一改进重点</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>How does the agent see it?</source>
            <translation>坐席自己怎么看？</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Kept from the first word on</source>
            <translation>写下第一个字即开始保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Not kept until the agent is chosen</source>
            <translation>选择坐席后才会保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Not saved; trying again</source>
            <translation>未保存，正在重试</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>One strength</source>
            <translation>一个优点</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Saved</source>
            <translation>已保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Saving…</source>
            <translation>正在保存…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Second priority, if any</source>
            <translation>第二改进重点（如有）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Set the date by which the action is done</source>
            <translation>约定行动完成的日期</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>The action has a date</source>
            <translation>行动有期限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>The agent's own words</source>
            <translation>坐席的原话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>What did the agent do well in these calls?</source>
            <translation>坐席在这些通话中哪里做得好？</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>What will be done, by whom?</source>
            <translation>做什么，由谁做？</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>Whom this note is for</source>
            <translation>辅导对象</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_note.py" />
            <source>needed before sharing</source>
            <translation>共享前需填写</translation>
        </message>
    </context>
    <context>
        <name>CoachingScreen</name>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Any agent</source>
            <translation>所有坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Any follow-up</source>
            <translation>所有进展</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Appeals to settle</source>
            <translation>待裁定的申诉</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Asks for coaching</source>
            <translation>需要辅导</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Begin an empty note</source>
            <translation>新建空白辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Choose who asks for coaching or a note on the left, or begin with “Coach this” on a sheet.</source>
            <translation>在左侧选择需要辅导的坐席或一份记录，也可在考核表上按“据此辅导”开始。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Coaching notes</source>
            <translation>辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Enter begins a note with these calls</source>
            <translation>按 Enter 以这些通话开始辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Enter opens the note</source>
            <translation>按 Enter 打开</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Enter shows the item on its sheet, where it is settled</source>
            <translation>按 Enter 在考核表中显示该项并裁定</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Follow-up state</source>
            <translation>跟进状态</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>My coaching notes</source>
            <translation>我的辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>New note</source>
            <translation>新建记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>No note in hand</source>
            <translation>未打开辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>No notes yet.</source>
            <translation>还没有记录。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>No such note.</source>
            <translation>没有这样的记录。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Nobody right now. Critical items, the same fault twice and falls show up here.</source>
            <translation>目前没有。出现致命项、重复问题或分数下滑时会列在这里。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Notes</source>
            <translation>辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Notes that your coach has shared with you stand on the left. Open one to read and acknowledge it.</source>
            <translation>辅导人共享的记录列在左侧，打开后即可阅读并签收。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Only notes for this agent</source>
            <translation>只看此坐席的记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_screen.py" />
            <source>Only notes that stand like this</source>
            <translation>只看此进展的记录</translation>
        </message>
    </context>
    <context>
        <name>CoachingSigning</name>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Acknowledge</source>
            <translation>签收</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Agent's PIN</source>
            <translation>坐席 PIN</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Agent's password</source>
            <translation>坐席密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Agent's work number</source>
            <translation>坐席工号</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Before sharing: {what}</source>
            <translation>共享前：{what}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Follow-up</source>
            <translation>跟进</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Ready to share</source>
            <translation>可以共享</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Share with the agent</source>
            <translation>与坐席共享</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Shared. The agent acknowledges here with their own number and PIN.</source>
            <translation>已共享。坐席在此用本人工号和 PIN 签收。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Shared. The agent acknowledges here with their own number and password.</source>
            <translation>已共享。坐席在此用本人工号和密码签收。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Show this note to the agent, who can then acknowledge it</source>
            <translation>将辅导记录给坐席查看，坐席可签收</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>The agent has read this note (Enter)</source>
            <translation>坐席已阅读此记录 (Enter)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>The agent signs with their own number</source>
            <translation>坐席用本人工号签收</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>When you have read this note, acknowledge it with your PIN.</source>
            <translation>阅读后请用本人 PIN 签收。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>When you have read this note, acknowledge it with your password.</source>
            <translation>阅读后请用本人密码签收。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Where this stands after the talk</source>
            <translation>辅导后的进展</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Your PIN</source>
            <translation>本人 PIN</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>Your password</source>
            <translation>本人密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>{what}; Enter acknowledges</source>
            <translation>{what}，按 Enter 签收</translation>
        </message>
        <message>
            <location filename="../../console/widgets/coaching_signing.py" />
            <source>✓ Acknowledged by {name}, {when}</source>
            <translation>✓ {name} 已签收，{when}</translation>
        </message>
    </context>
    <context>
        <name>Compare</name>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Action</source>
            <translation>行动</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Advice</source>
            <translation>建议</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Calls</source>
            <translation>通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Clips</source>
            <translation>片段</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Conforms</source>
            <translation>符合</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Detailed notes</source>
            <translation>详细记录</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Does not conform</source>
            <translation>不符合</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Due</source>
            <translation>期限</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Follow-up</source>
            <translation>跟进</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Items</source>
            <translation>考核项</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Marks in the call</source>
            <translation>录音标记</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Mine, kept on this PC</source>
            <translation>我的（保存在这台电脑）</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>No</source>
            <translation>否</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Not applicable</source>
            <translation>不适用</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Not scored</source>
            <translation>未评分</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Priorities</source>
            <translation>改进重点</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Score</source>
            <translation>得分</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Shown to the agent</source>
            <translation>已给坐席看</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Strength</source>
            <translation>优点</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>The agent's words</source>
            <translation>坐席的话</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>Yes</source>
            <translation>是</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>critical</source>
            <translation>致命项</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>differs</source>
            <translation>不同</translation>
        </message>
        <message>
            <location filename="../../console/desk/comparing.py" />
            <source>the same</source>
            <translation>相同</translation>
        </message>
    </context>
    <context>
        <name>ConflictPane</name>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Both versions, line by line</source>
            <translation>两个版本逐行对照</translation>
        </message>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Discard mine</source>
            <translation>放弃我的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Leave both as they are</source>
            <translation>两边都先不动</translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Marked ≠ because the two differ: %n line(s)</source>
            <translation>
                <numerusform>有 %n 行两边不同，已用 ≠ 标出</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Not yet</source>
            <translation>先不放弃</translation>
        </message>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Reason, for the record</source>
            <translation>原因（会被记录）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Send</source>
            <translation>提交</translation>
        </message>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Send mine with this reason (Return)</source>
            <translation>以此原因提交我的（回车）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Take mine away from this PC</source>
            <translation>从这台电脑移除我的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>What is marked as mine is then gone for good.</source>
            <translation>之后“我的”一栏的内容将永久消失。</translation>
        </message>
    </context>
    <context>
        <name>Console</name>
        <message numerus="yes">
            <location filename="../../console/app.py" />
            <source>%n s</source>
            <translation>
                <numerusform>%n 秒</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/app.py" />
            <source>%n sheet(s) or note(s) could not be saved yet. To leave all the same, ask again.</source>
            <translation>
                <numerusform>有 %n 份考核表或辅导记录尚未保存。如仍要离开，请再操作一次。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/app.py" />
            <source>Demo centre on this PC</source>
            <translation>本机演示中心</translation>
        </message>
        <message>
            <location filename="../../console/app.py" />
            <source>Deskside is open on {database}; close it to open another database.</source>
            <translation>席边已打开（{database}）；要打开另一个数据库，请先关闭它。</translation>
        </message>
    </context>
    <context>
        <name>CountStrip</name>
        <message>
            <location filename="../../console/widgets/count_strip.py" />
            <source>Show who is {state}; the others are dimmed</source>
            <translation>只突出“{state}”的坐席，其余变淡</translation>
        </message>
    </context>
    <context>
        <name>DayLane</name>
        <message>
            <location filename="../../console/widgets/day_lane.py" />
            <source>{begin}–{end}
{what} {length}</source>
            <translation>{begin}–{end}
{what} {length}</translation>
        </message>
    </context>
    <context>
        <name>DeedLines</name>
        <message>
            <location filename="../../console/widgets/deed_lines.py" />
            <source>Ask again</source>
            <translation>重新请求</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_lines.py" />
            <source>Done to this agent of late</source>
            <translation>最近对该坐席的操作</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_lines.py" />
            <source>I have read it</source>
            <translation>我已阅</translation>
        </message>
    </context>
    <context>
        <name>DeedQuestion</name>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>Do it now (Enter)</source>
            <translation>立即执行（Enter）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>For this reason ({key})</source>
            <translation>以此为原因（{key}）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>Leave it</source>
            <translation>放弃</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>Nothing is done (Esc)</source>
            <translation>什么也不做（Esc）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>The phone that gets the customer</source>
            <translation>接客户的电话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>To this phone:</source>
            <translation>转到此电话：</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>Why; it is kept in the record</source>
            <translation>原因，记入记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>Why? (optional)</source>
            <translation>原因（可不填）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_question.py" />
            <source>{key} {reason}</source>
            <translation>{key} {reason}</translation>
        </message>
    </context>
    <context>
        <name>DeedStrip</name>
        <message>
            <location filename="../../console/widgets/deed_strip.py" />
            <source>Go to the seat</source>
            <translation>转到座位</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_strip.py" />
            <source>I have read it</source>
            <translation>我已阅</translation>
        </message>
        <message>
            <location filename="../../console/widgets/deed_strip.py" />
            <source>{deed} (+{count} more)</source>
            <translation>{deed}（另 {count} 项）</translation>
        </message>
    </context>
    <context>
        <name>Deeds</name>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Cut off both sides</source>
            <translation>双方通话都被切断</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>End call</source>
            <translation>挂断</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>End the after-call work of {name}?</source>
            <translation>结束 {name} 的话后整理？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>End the call between {name} and {other}?</source>
            <translation>挂断 {name} 与 {other} 的通话？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>End the call of {name}?</source>
            <translation>挂断 {name} 的通话？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Force sign-off</source>
            <translation>强制签出</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Hear both sides, unheard</source>
            <translation>听到双方，双方不知</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Join</source>
            <translation>强插</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Let {name} be ready after this call?</source>
            <translation>本次通话后让 {name} 保持就绪？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Listen</source>
            <translation>监听</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>No more calls for the agent, for a reason</source>
            <translation>不再给坐席派来电，须选原因</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Set away</source>
            <translation>置离席</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Set ready</source>
            <translation>置就绪</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Set {name} away after this call? Why:</source>
            <translation>本次通话后将 {name} 置为离席？原因：</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Set {name} away? Why:</source>
            <translation>将 {name} 置为离席？原因：</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Set {name} ready?</source>
            <translation>将 {name} 置为就绪？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Sign {name} off after this call?</source>
            <translation>本次通话后签出 {name}？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Sign {name} off?</source>
            <translation>强制签出 {name}？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Speak to the agent; the customer does not hear it</source>
            <translation>只对坐席说话，客户听不到</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Take over call</source>
            <translation>接管</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Take the agent out of every queue</source>
            <translation>坐席退出所有队列</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Take the call over from {name}?</source>
            <translation>接管 {name} 的通话？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Take {other} over from {name}?</source>
            <translation>从 {name} 接管 {other}？</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Talk with both of them</source>
            <translation>三方通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>The agent gets calls again</source>
            <translation>重新给坐席派来电</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>Whisper</source>
            <translation>密语</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>You get the customer, the agent is released</source>
            <translation>客户转到您的电话，坐席释放</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>accepted, not proven</source>
            <translation>已受理，未证实</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>asked already, no answer yet</source>
            <translation>已请求，等待结果</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>asking…</source>
            <translation>正在请求…</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>ended by whoever listened</source>
            <translation>监听者已结束监听</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>fixed in {queues} (Member not dynamic), so paused there instead</source>
            <translation>在 {queues} 是固定成员（Member not dynamic），已改为暂停来电</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>fixed in {queues}: its time after the call ends by itself</source>
            <translation>在 {queues} 是固定成员：话后整理到时自动结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>is so already</source>
            <translation>已是该状态</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>no answer to {action} within {seconds} s</source>
            <translation>{seconds} 秒内未应答 {action}</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>no call</source>
            <translation>没有通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>no sign of life for {seconds} s</source>
            <translation>已 {seconds} 秒无任何消息</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>no telephone system has told of this agent</source>
            <translation>没有电话系统报告过这位坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>nobody carried it out</source>
            <translation>无人执行</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>nobody carried it out in time</source>
            <translation>无人及时执行</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>nobody fetched the sound</source>
            <translation>没有人接收声音</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>not allowed any more</source>
            <translation>已无权监听</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>not an agent of your teams</source>
            <translation>不是您班组的坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>not asked: it never reached the database</source>
            <translation>未请求：没有送达数据库</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>not known: the link was lost while asking</source>
            <translation>结果未知：请求时连接中断</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>not noted in the telephone system's own log: {said}</source>
            <translation>未能记入电话系统自己的日志：{said}</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>not seen to be done within {seconds} s</source>
            <translation>{seconds} 秒内未见生效</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>not signed on</source>
            <translation>未签入</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>not wanted any more</source>
            <translation>已不再需要</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>refused</source>
            <translation>被拒绝</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>taken out of {queue} and not put back ({said}): the agent must sign on again</source>
            <translation>已退出 {queue}，但未能放回（{said}）：坐席须重新签入</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>takes effect after the call</source>
            <translation>通话结束后生效</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>that is no number of a phone</source>
            <translation>不是有效的电话号码</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>the agent's state is not known</source>
            <translation>坐席状态未知</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the answer to {action} was too long in part</source>
            <translation>{action} 的应答有一部分过长</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the call is over</source>
            <translation>通话已结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the call that was meant is over</source>
            <translation>原来的通话已结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the call went to somebody else</source>
            <translation>通话已转给他人</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the certificate of {host} is not trusted: {said}</source>
            <translation>{host} 的证书不受信任：{said}</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the connection was given up</source>
            <translation>连接已放弃</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the console is gone</source>
            <translation>监听的控制台已断开</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the customer was sent to {phone} and is gone</source>
            <translation>客户已转往 {phone}，随后挂断</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the customer was sent to {phone}, where nobody answers</source>
            <translation>客户已转往 {phone}，无人接听</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the gateway ended</source>
            <translation>网关已停止</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the gateway ended while it was at it</source>
            <translation>网关执行中途退出</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the gateway failed</source>
            <translation>网关出错</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the listening is over</source>
            <translation>监听已结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the simulation sends sound to this computer only</source>
            <translation>模拟系统只向本机发送声音</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the telephone system answers late</source>
            <translation>电话系统应答迟缓</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>the telephone system cannot do that</source>
            <translation>电话系统不支持</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the telephone system did not answer</source>
            <translation>电话系统没有应答</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the telephone system does not know this agent</source>
            <translation>电话系统中没有这位坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the telephone system has closed the connection</source>
            <translation>电话系统已关闭连接</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the telephone system is not connected</source>
            <translation>电话系统未连接</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the telephone system knows no {phone}</source>
            <translation>电话系统中没有 {phone}</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>the telephone system sends sound by itself: it needs an address of this computer</source>
            <translation>电话系统会主动发送声音：需要本机的地址</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>waiting…</source>
            <translation>等待中…</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>what answers at {host} is no telephone system: {said}</source>
            <translation>{host} 上应答的不是电话系统：{said}</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>you</source>
            <translation>我</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>{agent} has no such call</source>
            <translation>{agent} 没有这样的通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>{agent} is in no queue</source>
            <translation>{agent} 不在任何队列</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>{deed} ({more})</source>
            <translation>{deed}（{more}）</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>{host} cannot be reached</source>
            <translation>无法连接 {host}</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>{host} does not answer</source>
            <translation>{host} 无应答</translation>
        </message>
        <message>
            <location filename="../../console/desk/switch_words.py" />
            <source>{host} refuses the login {name}: {said}</source>
            <translation>{host} 拒绝登录 {name}：{said}</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>{outcome}, {more}</source>
            <translation>{outcome}，{more}</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>{outcome}: {said}</source>
            <translation>{outcome}：{said}</translation>
        </message>
        <message>
            <location filename="../../console/desk/deed_words.py" />
            <source>“{reason}”</source>
            <translation>“{reason}”</translation>
        </message>
    </context>
    <context>
        <name>EvidenceChip</name>
        <message>
            <location filename="../../console/widgets/evidence_chip.py" />
            <source>Evidence {span}</source>
            <translation>证据 {span}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/evidence_chip.py" />
            <source>Play {span}</source>
            <translation>播放 {span}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/evidence_chip.py" />
            <source>Play {span}; Delete takes it off</source>
            <translation>播放 {span}；按 Delete 移除</translation>
        </message>
    </context>
    <context>
        <name>FaultLine</name>
        <message>
            <location filename="../../console/widgets/player_notices.py" />
            <source>Put this message away</source>
            <translation>收起此消息</translation>
        </message>
    </context>
    <context>
        <name>Floor</name>
        <message>
            <location filename="../../console/desk/alert_lists.py" />
            <source>, </source>
            <translation>，</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>Seat {name}, nobody</source>
            <translation>座位 {name}，空位</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>Signed on to {names}</source>
            <translation>签入队列：{names}</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>Signed on to {names} and {count} more</source>
            <translation>签入队列：{names}，还有 {count} 个</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>after-call work</source>
            <translation>话后整理</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>asks for help</source>
            <translation>求助</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>away</source>
            <translation>离席</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>busy</source>
            <translation>示忙</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>conference</source>
            <translation>三方</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>consulting</source>
            <translation>咨询</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>limit near</source>
            <translation>接近时限</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>limit passed</source>
            <translation>已超时限</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>meal</source>
            <translation>用餐</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>meeting</source>
            <translation>会议</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>next: {state}</source>
            <translation>接下来：{state}</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>no phone answers</source>
            <translation>话机离线</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>on hold</source>
            <translation>保持</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>on the phone</source>
            <translation>话机占用</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>other</source>
            <translation>其他</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>ready</source>
            <translation>空闲</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>rest</source>
            <translation>小休</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>ringing</source>
            <translation>振铃</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>signed off</source>
            <translation>未签入</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>signed off by a supervisor</source>
            <translation>被班长签出</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>talking</source>
            <translation>通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>training</source>
            <translation>培训</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_words.py" />
            <source>unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <location filename="../../console/desk/alert_words.py" />
            <source>{state} ({reason})</source>
            <translation>{state}（{reason}）</translation>
        </message>
    </context>
    <context>
        <name>FloorFilters</name>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>All queues</source>
            <translation>所有队列</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>All skills</source>
            <translation>所有技能</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>All teams</source>
            <translation>所有班组</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>Dim whoever is within the limits</source>
            <translation>未超时限的变淡</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>Find a seat; the others are dimmed</source>
            <translation>查找座位，其余变淡</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>Name, number or seat</source>
            <translation>姓名、工号或座位</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>Needs attention only</source>
            <translation>只看需关注的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>Queue of the call now; the others are dimmed</source>
            <translation>当前通话的队列；其他变暗</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>Team; the others are dimmed</source>
            <translation>班组，其余变淡</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_filters.py" />
            <source>Who is signed on to this queue; the others are dimmed</source>
            <translation>签入这个队列的人；其他变暗</translation>
        </message>
    </context>
    <context>
        <name>FloorHistory</name>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>Asks for help</source>
            <translation>求助</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>Limit passed</source>
            <translation>超过时限</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>No more news</source>
            <translation>失去消息</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>Note by {name}: {words}</source>
            <translation>{name} 的记录：{words}</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>The past: {moment}</source>
            <translation>过去：{moment}</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>the newest there is; it does not go on by itself</source>
            <translation>最新的一刻；不会自动前进</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>{length} ago</source>
            <translation>{length} 前</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>{what}: {who}</source>
            <translation>{what}：{who}</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_history_words.py" />
            <source>{who} and {count} more</source>
            <translation>{who}等，另有 {count} 人</translation>
        </message>
    </context>
    <context>
        <name>FloorPages</name>
        <message>
            <location filename="../../console/widgets/floor_pages.py" />
            <source>Alerts</source>
            <translation>提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_pages.py" />
            <source>Handover</source>
            <translation>交接</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_pages.py" />
            <source>Last 24 hours</source>
            <translation>最近 24 小时</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_pages.py" />
            <source>Now</source>
            <translation>现在</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_pages.py" />
            <source>Pages of the floor</source>
            <translation>现场的各页</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_pages.py" />
            <source>Plan</source>
            <translation>座位图</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_pages.py" />
            <source>Time kept</source>
            <translation>考勤</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_pages.py" />
            <source>{page} ({count})</source>
            <translation>{page}（{count}）</translation>
        </message>
    </context>
    <context>
        <name>FloorScreen</name>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Agents heard of: {count}. No room is laid out yet.</source>
            <translation>已知坐席：{count}。还没有布置房间。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Last news {age} ago</source>
            <translation>最后消息在 {age} 前</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Lay out a room</source>
            <translation>布置房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Lay out a room…</source>
            <translation>布置房间…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Lay out rooms by hand</source>
            <translation>手动布置房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Makes a room of them in one step, by team; it can be changed afterwards</source>
            <translation>一步把他们按班组排成一个房间，之后可以修改</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>No news from the telephone system yet</source>
            <translation>尚无电话系统的消息</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Nobody asks for attention.</source>
            <translation>没有需要关注的坐席。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Nobody to show</source>
            <translation>没有可显示的坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Open the plan</source>
            <translation>打开座位图</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>The floor in a window of its own, for a second monitor</source>
            <translation>在独立窗口中显示现场，适合第二台显示器</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>The room</source>
            <translation>房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>There is no plan of a room, and no agent was heard of.</source>
            <translation>还没有房间的座位图，也没有收到任何坐席的消息。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Who needs attention, the worst first</source>
            <translation>需关注的坐席，最急的在前</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_screen.py" />
            <source>Worst first: {count}</source>
            <translation>需关注：{count}</translation>
        </message>
    </context>
    <context>
        <name>FloorUnconnected</name>
        <message>
            <location filename="../../console/widgets/floor_unconnected.py" />
            <source>No telephone system is connected</source>
            <translation>尚未连接电话系统</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_unconnected.py" />
            <source>Open Settings</source>
            <translation>打开设置</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_unconnected.py" />
            <source>The floor shows what a telephone system tells. Name its gateway file in Settings, under Database, and sign on again.</source>
            <translation>现场显示电话系统报告的情况。请在“设置”的“数据库”页填写网关文件，然后重新签入。</translation>
        </message>
    </context>
    <context>
        <name>FloorWhy</name>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>Rule {number}: {reason}</source>
            <translation>规则 {number}：{reason}</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>a call of the agent's own phone</source>
            <translation>坐席话机自己的通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>a queue offers a call</source>
            <translation>队列正在派来电话</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>agent and caller are in one conversation</source>
            <translation>坐席与客户正在通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>another gateway took over</source>
            <translation>另一个网关已接手</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>connected by the queue</source>
            <translation>由队列接通</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>fixed in its queue, so paused instead of signed off</source>
            <translation>固定在队列中，因此以暂停代替签出</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>in a queue and free</source>
            <translation>在队列中且空闲</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>in no queue</source>
            <translation>不在任何队列中</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>no news from the telephone system</source>
            <translation>电话系统没有消息</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>no phone answers there</source>
            <translation>那里没有话机应答</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>not connected to the telephone system</source>
            <translation>未连接电话系统</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>paused for work after the call</source>
            <translation>为话后整理而暂停</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>paused in all queues</source>
            <translation>在所有队列中已暂停</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>paused in {queues}</source>
            <translation>在 {queues} 队列中已暂停</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the agent has put the call on hold</source>
            <translation>坐席按了保持</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the call is on hold and a second one is open</source>
            <translation>来电保持中，另有一路通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the gateway was ended</source>
            <translation>网关已停止</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the line is in use for no call of the centre</source>
            <translation>线路占用，但不是中心的通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the line is in use since a queue offered a call</source>
            <translation>队列派来电话后线路一直占用</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the other side holds the call</source>
            <translation>对方保持了通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the phone rings</source>
            <translation>话机振铃</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the queue leaves time after the call</source>
            <translation>队列留出的话后时间</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>the telephone system cannot tell what this phone is doing</source>
            <translation>电话系统无法得知该话机的状态</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>three people or more in the conversation</source>
            <translation>三人或更多人在通话中</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>was {state}</source>
            <translation>此前为{state}</translation>
        </message>
        <message>
            <location filename="../../console/desk/floor_why_words.py" />
            <source>{reason}; {remark}</source>
            <translation>{reason}；{remark}</translation>
        </message>
    </context>
    <context>
        <name>Handover</name>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>Not signed yet</source>
            <translation>尚未签收</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>Signed by {name} · {time}</source>
            <translation>{name}已签收 · {time}</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>You</source>
            <translation>我</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>action due</source>
            <translation>行动到期</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>all teams</source>
            <translation>全部班组</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>end the call</source>
            <translation>挂断通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>join</source>
            <translation>强插</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>listen</source>
            <translation>监听</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>not signed</source>
            <translation>未签收</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>set away</source>
            <translation>强制离席</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>set ready</source>
            <translation>强制就绪</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>sign off</source>
            <translation>签出</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>take over</source>
            <translation>接管</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>whisper</source>
            <translation>密语</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>you</source>
            <translation>我</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>{action} (due {day})</source>
            <translation>{action}（{day} 到期）</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>{coach}, {day}</source>
            <translation>{coach}，{day}</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>{name} · {time} · for {team}</source>
            <translation>{name} · {time} · 致 {team}</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>{name}, {time}: {words}</source>
            <translation>{name}，{time}：{words}</translation>
        </message>
        <message>
            <location filename="../../console/desk/handover_words.py" />
            <source>{state} since {time}</source>
            <translation>{state}，始于 {time}</translation>
        </message>
    </context>
    <context>
        <name>HandoverNote</name>
        <message>
            <location filename="../../console/widgets/handover_note.py" />
            <source>See the room at that moment</source>
            <translation>查看那一刻的座位图</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_note.py" />
            <source>See the room: {where}</source>
            <translation>查看座位图：{where}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_note.py" />
            <source>Sign</source>
            <translation>签收</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_note.py" />
            <source>Sign: {words}</source>
            <translation>签收：{words}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_note.py" />
            <source>Take this note over with your name</source>
            <translation>以您的名义接手这条记录</translation>
        </message>
    </context>
    <context>
        <name>HandoverPage</name>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>A note for the next lead</source>
            <translation>给下一班的记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Every action asked for today was done.</source>
            <translation>今天要求的操作都已完成。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Hand over</source>
            <translation>交接</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Leave the note for the next lead</source>
            <translation>把记录留给下一班</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>No limit is near or passed.</source>
            <translation>没有接近或超过时限的。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>No notes in this shift</source>
            <translation>本班还没有记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Notes of this shift</source>
            <translation>本班记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Nothing waits to be shared, signed or done.</source>
            <translation>没有待共享、待签收或到期的。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Open alerts</source>
            <translation>未结束的提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Reading the handover</source>
            <translation>正在读取交接</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Refused today</source>
            <translation>今日被拒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Sign all {count}</source>
            <translation>全部签收 {count} 条</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Take all of them over with your name; each is in the record by itself</source>
            <translation>以您的名义接手全部记录；每条各自留痕</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Unfinished coaching</source>
            <translation>未完成的辅导</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>What should the next lead know?</source>
            <translation>下一班应该知道什么？</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>What the next lead should know goes below; in the last 24 hours a note is pinned to a seat.</source>
            <translation>下一班应知道的写在下面；在最近 24 小时里可把记录钉在座位上。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>What the next lead should know goes below; {key} in the last 24 hours pins a note to a seat.</source>
            <translation>下一班应知道的写在下面；在最近 24 小时里按 {key} 可把记录钉在座位上。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/handover_page.py" />
            <source>Whose lead the note is for</source>
            <translation>记录留给哪个班组</translation>
        </message>
    </context>
    <context>
        <name>HistoryPage</name>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>Choose a seat to see that agent's day.</source>
            <translation>选一个座位，查看该坐席的一天。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>Nobody to show</source>
            <translation>没有可显示的坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>Nothing more this way</source>
            <translation>这个方向没有更多了</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>Reading the last 24 hours</source>
            <translation>正在读取最近 24 小时</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>The chosen agent's day</source>
            <translation>所选坐席的一天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>The last 24 hours could not be read</source>
            <translation>最近 24 小时读取失败</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>The note is pinned; it is on the handover page.</source>
            <translation>记录已钉好，在“交接”页可见。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>The room as it was</source>
            <translation>当时的座位图</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>There is no plan of a room, and no agent was heard of.</source>
            <translation>还没有房间的座位图，也没有收到任何坐席的消息。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <location filename="../../console/widgets/history_page.py" />
            <source>{percent} %</source>
            <translation>{percent}%</translation>
        </message>
    </context>
    <context>
        <name>Import</name>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Added</source>
            <translation>已导入</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Agent's name</source>
            <translation>坐席姓名</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Agent's number</source>
            <translation>坐席工号</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Already in</source>
            <translation>已存在</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Anything</source>
            <translation>任意</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Call number</source>
            <translation>通话编号</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>Customer</source>
            <translation>客户</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Customer's number</source>
            <translation>客户号码</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Date</source>
            <translation>日期</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Date and time</source>
            <translation>日期时间</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Direction</source>
            <translation>呼叫方向</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Expected {expected}, but the name ends</source>
            <translation>此处应为 {expected}，但文件名已结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Expected {expected}, found “{found}”</source>
            <translation>此处应为 {expected}，实为“{found}”</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>File name</source>
            <translation>文件名</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Hold seconds</source>
            <translation>保持秒数</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>Inbound</source>
            <translation>呼入</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>Internal</source>
            <translation>内部</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Left out</source>
            <translation>略过</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>No agent with this number or name</source>
            <translation>没有此工号或姓名的坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Not in the table</source>
            <translation>表格中没有</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>Outbound</source>
            <translation>呼出</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>Outcome</source>
            <translation>结果</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Queue</source>
            <translation>队列</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Refused</source>
            <translation>未接受</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Ring seconds</source>
            <translation>振铃秒数</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Seconds since 1970</source>
            <translation>Unix 时间戳（秒）</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Team</source>
            <translation>班组</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>The mix of a pair that is imported</source>
            <translation>已按双文件导入，合成文件略过</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>The name does not fit the pattern</source>
            <translation>文件名不符合规则</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>The pattern speaks of more folders</source>
            <translation>规则中的文件夹层数多于实际</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>The recording breaks off early</source>
            <translation>录音提前中断</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>The same recording twice in this import</source>
            <translation>本次导入中重复的录音</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Time of day</source>
            <translation>时刻</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>Time taken from the file</source>
            <translation>时间取自文件</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>What does not fit</source>
            <translation>不符之处</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_tables.py" />
            <source>pair</source>
            <translation>双文件</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>“{found}” is left over at the end</source>
            <translation>末尾多出“{found}”</translation>
        </message>
        <message>
            <location filename="../../console/desk/import_words.py" />
            <source>“{found}” is no date or time</source>
            <translation>“{found}”不是日期或时间</translation>
        </message>
    </context>
    <context>
        <name>ImportChoice</name>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>-in, -rx, -r is the agent</source>
            <translation>-in、-rx、-r 为坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>-out, -tx, -t is the agent</source>
            <translation>-out、-tx、-t 为坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>A name to save these settings under</source>
            <translation>保存这些设置所用的名称</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>A table that says who, when, which queue and number</source>
            <translation>提供坐席、时间、队列和号码的表格</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Agent in pairs of files</source>
            <translation>双文件中的坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Agent in stereo files</source>
            <translation>立体声中的坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Both mixed</source>
            <translation>混合声道</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Choose a folder; folders inside it count too (Ctrl+Shift+O)</source>
            <translation>选择文件夹，含所有子文件夹 (Ctrl+Shift+O)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Choose a folder…</source>
            <translation>选择文件夹…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Choose a table…</source>
            <translation>选择表格…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Choose files…</source>
            <translation>选择文件…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Choose other recordings</source>
            <translation>另选录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Choose recordings (Ctrl+O)</source>
            <translation>选择录音 (Ctrl+O)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Drop or paste recordings, folders or a table. They stay where they are; nothing is copied.</source>
            <translation>可拖入或粘贴录音、文件夹或表格。录音留在原处，不会复制。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>File names</source>
            <translation>文件命名</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Forget</source>
            <translation>删除</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Forget the saved settings of this name</source>
            <translation>删除此名称的设置</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>How the exchange names its files</source>
            <translation>交换机的录音命名方式</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Import without the table</source>
            <translation>不使用表格</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Left channel</source>
            <translation>左声道</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Looking for recordings…</source>
            <translation>正在查找录音…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Name of these settings</source>
            <translation>来源设置名称</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>New settings</source>
            <translation>新设置</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>One pattern a line; the first that fits is used</source>
            <translation>每行一条规则，采用第一条相符的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Own pattern</source>
            <translation>自定义规则</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Patterns of file names, one a line</source>
            <translation>文件名规则，每行一条</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Queues record the caller's line: then -out is the agent</source>
            <translation>队列录的是客户线路，-out 为坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Recordings found: {count}</source>
            <translation>找到录音 {count} 个</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Right channel</source>
            <translation>右声道</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Save these settings for the next import</source>
            <translation>保存设置，下次导入可直接选用</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Saved settings of a place that recordings come from</source>
            <translation>已保存的录音来源设置</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Say nothing</source>
            <translation>不含信息</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Source</source>
            <translation>来源</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Start over</source>
            <translation>重新选择</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Table of calls (CSV), optional</source>
            <translation>通话表格（CSV，可选）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Table of calls: {name}</source>
            <translation>通话表格：{name}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>The time zone of dates in names and tables</source>
            <translation>文件名和表格中时间的时区</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>This computer's time</source>
            <translation>本机时区</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Times are in</source>
            <translation>时间所属时区</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>Which channel of a stereo recording is the agent</source>
            <translation>立体声录音中坐席所在的声道</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>other files left out: {count}</source>
            <translation>略过其他文件 {count} 个</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_choice.py" />
            <source>{agent} {queue} {customer} {date:%Y%m%d} {time:%H%M%S} {uniqueid} {any} · […] may be absent</source>
            <translation>{agent} 坐席  {queue} 队列  {customer} 客户  {date:%Y%m%d} {time:%H%M%S}  {uniqueid}  {any} 任意 · […] 可省略</translation>
        </message>
    </context>
    <context>
        <name>ImportMapping</name>
        <message>
            <location filename="../../console/widgets/import_mapping.py" />
            <source>Column {name} holds</source>
            <translation>“{name}”列的内容</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_mapping.py" />
            <source>Columns of the table · {count} lines · {encoding}</source>
            <translation>表格各列 · {count} 行 · {encoding}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_mapping.py" />
            <source>Not used</source>
            <translation>不使用</translation>
        </message>
    </context>
    <context>
        <name>ImportReport</name>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Calls added: {count}</source>
            <translation>已导入 {count} 通</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Choose other recordings</source>
            <translation>另选录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Every file with something to know</source>
            <translation>所有需要说明的文件</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Go on with the rest</source>
            <translation>导入剩余录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Import more</source>
            <translation>继续导入其他录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Import what was not reached</source>
            <translation>导入尚未处理的录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Only files of this outcome that have something to know</source>
            <translation>只看此类结果中需要说明的文件</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Save the list with its reasons as a table (Ctrl+S)</source>
            <translation>将清单和原因保存为表格 (Ctrl+S)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>Save this report…</source>
            <translation>保存报告…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>The import ended early; calls added: {count}</source>
            <translation>导入提前结束，已导入 {count} 通</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>The import was stopped; calls added: {count}</source>
            <translation>导入已停止，已导入 {count} 通</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>To look at {count}</source>
            <translation>需查看 {count}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>What became of each file</source>
            <translation>每个文件的结果</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>What was added is whole and stays.</source>
            <translation>已导入的通话完整保留。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>{count} not reached</source>
            <translation>{count} 个未处理</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>{done} of {total} recordings in less than a second</source>
            <translation>{total} 个录音中处理了 {done} 个，用时不到 1 秒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>{done} of {total} recordings in {seconds} s, {rate} a second</source>
            <translation>{total} 个录音中处理了 {done} 个，用时 {seconds} 秒，每秒 {rate} 个</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_report.py" />
            <source>{length} of sound</source>
            <translation>录音总长 {length}</translation>
        </message>
    </context>
    <context>
        <name>ImportScreen</name>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Back to the calls</source>
            <translation>返回通话列表</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Back to the calls; a running import goes on</source>
            <translation>返回通话列表，导入继续进行</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Choose a folder of recordings</source>
            <translation>选择录音文件夹</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Choose a table of calls</source>
            <translation>选择通话表格</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Choose recordings</source>
            <translation>选择录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Choose recordings to see what their names say</source>
            <translation>选择录音，查看从文件名读出的信息</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Import ({count})</source>
            <translation>导入（{count}）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Import recordings</source>
            <translation>导入录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Import what was found (Ctrl+Enter)</source>
            <translation>导入找到的录音 (Ctrl+Enter)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Looking for recordings…</source>
            <translation>正在查找录音…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>No recordings here</source>
            <translation>这里没有录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Nothing under the chosen files and folders is a sound recording.</source>
            <translation>所选文件和文件夹中没有录音文件。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Progress of the import</source>
            <translation>导入进度</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Save the report</source>
            <translation>保存报告</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Saved: {path}</source>
            <translation>已保存：{path}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Stop here; calls already added are whole and stay</source>
            <translation>停止导入，已导入的通话完整保留</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Stopping after the calls in hand…</source>
            <translation>处理完手头的通话后停止…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
            <translation>表格 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>Tables (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>WAV, FLAC, MP3, Ogg, Opus, GSM, G.711, G.722; stereo, mono, or a file for each side.</source>
            <translation>支持 WAV、FLAC、MP3、Ogg、Opus、GSM、G.711、G.722；立体声、单声道，或双方各一个文件。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>What the names say, on the first 20 recordings</source>
            <translation>从文件名读出的信息（前 20 个录音）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>about {seconds} s left</source>
            <translation>约剩 {seconds} 秒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>import report</source>
            <translation>导入报告</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>{count} refused</source>
            <translation>未接受 {count} 个</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>{done} of {total}</source>
            <translation>{done} / {total}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/import_screen.py" />
            <source>{rate} a second</source>
            <translation>每秒 {rate} 个</translation>
        </message>
    </context>
    <context>
        <name>ItemRow</name>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>Critical</source>
            <translation>致命</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>N/A</source>
            <translation>不适用</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>Note on item {number}</source>
            <translation>第 {number} 项备注</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>Note on this item</source>
            <translation>本项备注</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>Write a note ({key})</source>
            <translation>写备注（{key}）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>conforms</source>
            <translation>符合</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>critical item</source>
            <translation>致命项</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>does not conform</source>
            <translation>不符合</translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>evidence: %n</source>
            <translation>
                <numerusform>%n 段证据</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>not applicable</source>
            <translation>不适用</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>not scored</source>
            <translation>未评</translation>
        </message>
    </context>
    <context>
        <name>KeptDay</name>
        <message>
            <location filename="../../console/widgets/kept_day.py" />
            <source>Choose an agent to see the day</source>
            <translation>选择一名坐席，查看当天明细</translation>
        </message>
        <message>
            <location filename="../../console/widgets/kept_day.py" />
            <source>Left and Right go from state to state</source>
            <translation>按左右键逐个查看状态</translation>
        </message>
        <message>
            <location filename="../../console/widgets/kept_day.py" />
            <source>The day of the chosen agent</source>
            <translation>所选坐席的一天</translation>
        </message>
    </context>
    <context>
        <name>KeyPane</name>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>All to default</source>
            <translation>全部恢复默认</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Default</source>
            <translation>恢复默认</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Default keys for everything</source>
            <translation>全部快捷键恢复默认</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Default keys for this action</source>
            <translation>此操作恢复默认快捷键</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Find an action or a key</source>
            <translation>查找操作或按键</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>In a text box</source>
            <translation>文本框内</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Key</source>
            <translation>按键</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Key in a text box</source>
            <translation>文本框内按键</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Part of a name, or a key such as Ctrl</source>
            <translation>名称的一部分，或 Ctrl 等按键</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>Press to record another key; Esc leaves it, Backspace takes it away</source>
            <translation>点击后录入新按键；Esc 不改，Backspace 去掉</translation>
        </message>
        <message>
            <location filename="../../console/widgets/key_pane.py" />
            <source>This key types in a text box; hold Ctrl or Alt with it.</source>
            <translation>此键在文本框内会打字，请与 Ctrl 或 Alt 同按。</translation>
        </message>
    </context>
    <context>
        <name>KeySheet</name>
        <message>
            <location filename="../../console/widgets/key_sheet.py" />
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
    </context>
    <context>
        <name>KeyTable</name>
        <message>
            <location filename="../../console/desk/key_table.py" />
            <source>Action</source>
            <translation>操作</translation>
        </message>
        <message>
            <location filename="../../console/desk/key_table.py" />
            <source>Changed</source>
            <translation>已修改</translation>
        </message>
        <message>
            <location filename="../../console/desk/key_table.py" />
            <source>In a text box</source>
            <translation>文本框内</translation>
        </message>
        <message>
            <location filename="../../console/desk/key_table.py" />
            <source>Key</source>
            <translation>按键</translation>
        </message>
        <message>
            <location filename="../../console/desk/key_table.py" />
            <source>Same key as: {names}</source>
            <translation>按键冲突：{names}</translation>
        </message>
    </context>
    <context>
        <name>LaneHeader</name>
        <message>
            <location filename="../../console/widgets/waveform_header.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_header.py" />
            <source>Both, mixed</source>
            <translation>双方混合</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_header.py" />
            <source>Customer</source>
            <translation>客户</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_header.py" />
            <source>Hear only {lane}</source>
            <translation>只听{lane}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_header.py" />
            <source>Loudness of {lane}</source>
            <translation>{lane}音量</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_header.py" />
            <source>Loudness of {lane}: {gain} dB</source>
            <translation>{lane}音量：{gain} dB</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_header.py" />
            <source>Mute {lane}</source>
            <translation>静音：{lane}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_header.py" />
            <source>← → when this slider has the focus; double-click for 0</source>
            <translation>选中滑块后按 ← → 调节，双击归零</translation>
        </message>
    </context>
    <context>
        <name>LeftOpen</name>
        <message>
            <location filename="../../console/widgets/left_open.py" />
            <source>{name}: {count}</source>
            <translation>{name}：{count}</translation>
        </message>
    </context>
    <context>
        <name>LimitsForm</name>
        <message>
            <location filename="../../console/widgets/limits_form.py" />
            <source>Away: {reason}</source>
            <translation>离席：{reason}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_form.py" />
            <source>How long in one stretch: 4:30, or 270 for seconds; 0 for no limit</source>
            <translation>单次最长时间：4:30，或输入秒数 270；0 表示不限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_form.py" />
            <source>Limit of {state}</source>
            <translation>{state}的时限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_form.py" />
            <source>Warn at</source>
            <translation>预警比例</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_form.py" />
            <source>Warn at this share of each limit; the limit itself alarms</source>
            <translation>达到时限的这一比例时预警，达到时限则告警</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_form.py" />
            <source>as away</source>
            <translation>同离席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_form.py" />
            <source>no limit</source>
            <translation>不限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_form.py" />
            <source>usual: {value}</source>
            <translation>默认：{value}</translation>
        </message>
    </context>
    <context>
        <name>LimitsPane</name>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>A warning comes at the given share of each limit, the alarm at the limit itself; each is told once. New limits hold at once, for everybody who watches the team.</source>
            <translation>达到时限的预警比例时预警，达到时限则告警，各只提醒一次。新的时限即刻生效，对查看该班组的所有人相同。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Back to the alerts</source>
            <translation>返回提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Back to the alerts (Esc)</source>
            <translation>返回提醒（Esc）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Back to the usual limits</source>
            <translation>恢复默认时限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Changed, not saved yet.</source>
            <translation>已修改，尚未保存。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Give up this team's own limits, at once</source>
            <translation>立即取消该班组自己的时限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Limits of</source>
            <translation>时限：</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>No team is known yet.</source>
            <translation>尚无班组。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Saved: {team} is watched by these limits from now on.</source>
            <translation>已保存：{team}即刻按此时限提醒。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Saving…</source>
            <translation>正在保存…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Supervisors of the team and managers set limits; these are to read.</source>
            <translation>时限由班组的现场主管和经理设置；此处仅供查看。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>The limits as they were (Esc)</source>
            <translation>恢复为修改前的时限（Esc）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>This team has its own limits.</source>
            <translation>该班组使用自己的时限。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>This team has the usual limits.</source>
            <translation>该班组使用默认时限。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Undo changes</source>
            <translation>撤销修改</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Watch the team by these limits from now on</source>
            <translation>从现在起按这些时限提醒该班组</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>What the limits brought in the last seven days</source>
            <translation>最近七天这些时限带来的提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Whose limits</source>
            <translation>班组</translation>
        </message>
        <message>
            <location filename="../../console/widgets/limits_pane.py" />
            <source>Whose limits; save or undo before you choose another team</source>
            <translation>班组；切换前请先保存或撤销修改</translation>
        </message>
    </context>
    <context>
        <name>Live</name>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>, </source>
            <translation>，</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Also here: {names}</source>
            <translation>同时在听：{names}</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Data comes too late: {percent} % of the sound is filled in</source>
            <translation>数据到得太晚：有 {percent}% 的声音是补出来的</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Data is lost on the way: {percent} % of the sound is filled in</source>
            <translation>网络丢包：有 {percent}% 的声音是补出来的</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>F</source>
            <translation>中</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Filled in during the last 10 s: {percent} %</source>
            <translation>最近 10 秒补出的声音：{percent}%</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>G</source>
            <translation>优</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Heard by: {names}</source>
            <translation>正在监听：{names}</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Heard {delay} ms after it was sent</source>
            <translation>发出后 {delay} 毫秒听到</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Irregular by {agent} ms (agent), {customer} ms (customer)</source>
            <translation>抖动：坐席 {agent} 毫秒，客户 {customer} 毫秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Last data: {agent} s ago (agent), {customer} s ago (customer)</source>
            <translation>最近一次收到数据：坐席 {agent} 秒前，客户 {customer} 秒前</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Left out: {name} ({why})</source>
            <translation>已略过：{name}（{why}）</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Listen: asking…</source>
            <translation>监听：正在请求…</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Listen: {why}</source>
            <translation>监听：{why}</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Listening has ended ({why}).</source>
            <translation>监听已结束（{why}）。</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Lost packets: {agent} (agent), {customer} (customer)</source>
            <translation>丢包：坐席 {agent}，客户 {customer}</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>No data for {seconds} s: a firewall?</source>
            <translation>{seconds} 秒没有收到数据：可能是防火墙</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Nothing comes of the agent's side</source>
            <translation>没有收到坐席一方的声音</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Nothing comes of the customer's side</source>
            <translation>没有收到客户一方的声音</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Nothing received yet: a firewall?</source>
            <translation>还没有收到数据：可能是防火墙</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>P</source>
            <translation>差</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>The call has ended.</source>
            <translation>通话已结束。</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>The clocks differ by {ppm} millionths</source>
            <translation>两边时钟相差百万分之 {ppm}</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>The network is restless: heard {delay} ms late</source>
            <translation>网络抖动较大：晚 {delay} 毫秒听到</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Too late to be heard: {agent} (agent), {customer} (customer)</source>
            <translation>来迟未播的数据包：坐席 {agent}，客户 {customer}</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>Waiting for the first sound…</source>
            <translation>正在等待声音…</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>What was heard can be played again.</source>
            <translation>听到的部分可以重放。</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>You listen no longer.</source>
            <translation>已停止监听。</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>clear</source>
            <translation>清晰</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>fair</source>
            <translation>一般</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>joined</source>
            <translation>强插</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>listening</source>
            <translation>监听</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>no sound</source>
            <translation>没有声音</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>over</source>
            <translation>已结束</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>poor</source>
            <translation>较差</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>refused</source>
            <translation>被拒绝</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>somebody else</source>
            <translation>其他人</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>the telephone system did not answer</source>
            <translation>电话系统没有应答</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>took over</source>
            <translation>接管</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>whispering</source>
            <translation>密语</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>you</source>
            <translation>我</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>{length} behind</source>
            <translation>落后 {length}</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>{name} ({mode})</source>
            <translation>{name}（{mode}）</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>{over} {kept}</source>
            <translation>{over}{kept}</translation>
        </message>
        <message>
            <location filename="../../console/desk/live_words.py" />
            <source>–</source>
            <translation>–</translation>
        </message>
    </context>
    <context>
        <name>LiveBar</name>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>A tone has told the agent that somebody listens</source>
            <translation>已用提示音告知坐席有人监听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>Hear what is said now</source>
            <translation>听此刻的声音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>LIVE</source>
            <translation>实时</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>Line: {quality}</source>
            <translation>线路：{quality}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>Listen no longer; what was heard stays here to be played again</source>
            <translation>不再监听；听到的部分留在这里，可以重放</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>Live call</source>
            <translation>实时通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>OVER</source>
            <translation>已结束</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>Stop listening</source>
            <translation>停止监听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>The agent is not told that you listen</source>
            <translation>不会告知坐席您在监听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>To live</source>
            <translation>回到实时</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>Waiting for the first sound…</source>
            <translation>正在等待声音…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_bar.py" />
            <source>agent told</source>
            <translation>已提示坐席</translation>
        </message>
    </context>
    <context>
        <name>LiveLine</name>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>Agent beside me</source>
            <translation>坐席在旁（肩并肩）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>Made live</source>
            <translation>实时评分</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>Made live, {share} % heard</source>
            <translation>实时评分，已听 {share}%</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>Mark the last 20 s as well done: a clip for the agent, and a proposal for the library</source>
            <translation>把最近 20 秒标为表扬：作为给坐席的片段，并推荐进入范例库</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>Scored side by side: kept with the agent's results, counted in no average</source>
            <translation>肩并肩评分：保留在该坐席的结果中，不计入任何平均分</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>Well done</source>
            <translation>表扬</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>its recording has not come yet</source>
            <translation>录音尚未到达</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>placed in the recording by its sound</source>
            <translation>已按声音对位到录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>placed in the recording by the clocks alone: marks may be seconds off</source>
            <translation>仅按时钟对位到录音：标记可能偏差数秒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_line.py" />
            <source>well done: {count}</source>
            <translation>表扬 {count} 处</translation>
        </message>
    </context>
    <context>
        <name>LiveModes</name>
        <message>
            <location filename="../../console/widgets/live_modes.py" />
            <source>Join: both hear</source>
            <translation>三方：双方都听到</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_modes.py" />
            <source>The way for your microphone broke: nobody hears you, you listen on.</source>
            <translation>麦克风的通路断了：没有人听得到您，您仍在监听。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_modes.py" />
            <source>Whisper: the agent alone hears</source>
            <translation>密语：仅坐席听到</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_modes.py" />
            <source>{deed}: asking…</source>
            <translation>{deed}：正在请求…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/live_modes.py" />
            <source>{deed}: press again</source>
            <translation>{deed}：再按一次</translation>
        </message>
    </context>
    <context>
        <name>LiveWork</name>
        <message>
            <location filename="../../console/live_work.py" />
            <source>Appeals to settle, under Coaching: {count}</source>
            <translation>“辅导”中待裁定的申诉：{count}</translation>
        </message>
        <message>
            <location filename="../../console/live_work.py" />
            <source>Coaching notes to read and acknowledge: {count}</source>
            <translation>待阅读和签收的辅导记录：{count}</translation>
        </message>
        <message>
            <location filename="../../console/live_work.py" />
            <source>Somebody else</source>
            <translation>其他人</translation>
        </message>
        <message>
            <location filename="../../console/live_work.py" />
            <source>The open call is free again; “Look again” begins its sheet.</source>
            <translation>该通话已无人评分，点击“重新查看”即可开始评分。</translation>
        </message>
        <message>
            <location filename="../../console/live_work.py" />
            <source>{name} has submitted a correction of the sheet that is open here.</source>
            <translation>{name}已提交对此处考核表的更正。</translation>
        </message>
        <message>
            <location filename="../../console/live_work.py" />
            <source>{name} has submitted the sheet that is open here.</source>
            <translation>{name}已提交此处打开的考核表。</translation>
        </message>
        <message>
            <location filename="../../console/live_work.py" />
            <source>{name} has taken over the sheet that was open here.</source>
            <translation>{name}已接管此处打开的考核表。</translation>
        </message>
    </context>
    <context>
        <name>LocalBar</name>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Agent left</source>
            <translation>坐席在左声道</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Agent right</source>
            <translation>坐席在右声道</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Device</source>
            <translation>设备</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Hear this device as a live call of the agent; nothing is recorded</source>
            <translation>把此设备当作该坐席的实时通话来听；不录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Hear what is said now</source>
            <translation>听现在正在说的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>LIVE</source>
            <translation>实时</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Listen</source>
            <translation>监听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Listen no longer; what was heard stays here</source>
            <translation>不再监听；已听到的内容保留在这里</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Listen to no device</source>
            <translation>不监听任何设备</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Local input</source>
            <translation>本机输入</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Sides of the device</source>
            <translation>设备的左右声道</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Stop listening</source>
            <translation>停止监听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>System default</source>
            <translation>系统默认</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>That device is not there, or another program has it</source>
            <translation>没有这个设备，或被其他程序占用</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>The device is gone; it is heard again when it is back</source>
            <translation>设备断开了；恢复后会继续收听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>There are no agents yet</source>
            <translation>还没有坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>To live</source>
            <translation>回到实时</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>Waiting for the first sound…</source>
            <translation>正在等待声音……</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>{name}: heard at this PC, not recorded</source>
            <translation>{name}：在本机收听，不录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/local_bar.py" />
            <source>{name}: one channel, so both speak in the agent's lane</source>
            <translation>{name}：只有一个声道，双方都在坐席声道</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <location filename="../../console/widgets/main_window.py" />
            <source>Deskside</source>
            <translation>席边</translation>
        </message>
    </context>
    <context>
        <name>MessageStrip</name>
        <message>
            <location filename="../../console/widgets/message_strip.py" />
            <source>Close the message</source>
            <translation>关闭提示</translation>
        </message>
        <message>
            <location filename="../../console/widgets/message_strip.py" />
            <source>{n} min ago</source>
            <translation>{n} 分钟前</translation>
        </message>
        <message>
            <location filename="../../console/widgets/message_strip.py" />
            <source>{n} s ago</source>
            <translation>{n} 秒前</translation>
        </message>
    </context>
    <context>
        <name>MicrophoneMenu</name>
        <message>
            <location filename="../../console/widgets/microphone_menu.py" />
            <source>I hear through a headset</source>
            <translation>我用耳麦收听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_menu.py" />
            <source>I hear through loudspeakers</source>
            <translation>我用扬声器收听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_menu.py" />
            <source>Microphone</source>
            <translation>麦克风</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_menu.py" />
            <source>Microphone: {device}</source>
            <translation>麦克风：{device}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_menu.py" />
            <source>System default</source>
            <translation>系统默认</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_menu.py" />
            <source>{name} (not plugged in)</source>
            <translation>{name}（未连接）</translation>
        </message>
    </context>
    <context>
        <name>MicrophonePane</name>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>A headset</source>
            <translation>耳麦</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>Before loudspeakers the microphone turns itself down while they are loud.</source>
            <translation>使用扬声器时，扬声器响起期间麦克风会自动降低音量。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>Heard from one press to the next</source>
            <translation>按一次说话，再按一次静音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>Heard while it is held</source>
            <translation>按住时说话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>I hear through</source>
            <translation>收听设备</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>It is open only while you whisper, join or take over.</source>
            <translation>只有在密语、三方或接管时才会打开。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>Key to speak</source>
            <translation>说话按键</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>Loudspeakers</source>
            <translation>扬声器</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>Microphone</source>
            <translation>麦克风</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>Set by your administrator.</source>
            <translation>由管理员设定。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>To be heard in live calls</source>
            <translation>在实时通话中说话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/microphone_pane.py" />
            <source>{name} (not plugged in)</source>
            <translation>{name}（未接入）</translation>
        </message>
    </context>
    <context>
        <name>OfflineWork</name>
        <message>
            <location filename="../../console/offline_work.py" />
            <source>Look</source>
            <translation>查看</translation>
        </message>
        <message>
            <location filename="../../console/offline_work.py" />
            <source>Somebody changed the same meanwhile; nothing was overwritten. Look at both and decide.</source>
            <translation>期间有人改动了同一内容；没有任何内容被覆盖。请对照两个版本后决定。</translation>
        </message>
        <message>
            <location filename="../../console/offline_work.py" />
            <source>The database cannot be reached. Work on: it is kept on this PC, encrypted, and shared when the database is back. You may leave meanwhile; nothing is lost.</source>
            <translation>数据库无法连接。请继续工作：内容会加密保存在这台电脑上，恢复后自动共享。期间也可以离开，不会丢失任何内容。</translation>
        </message>
        <message>
            <location filename="../../console/offline_work.py" />
            <source>The database is back.</source>
            <translation>数据库已恢复。</translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/offline_work.py" />
            <source>The database is back; shared from this PC: %n thing(s).</source>
            <translation>
                <numerusform>数据库已恢复：已从这台电脑共享 %n 项内容。</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/offline_work.py" />
            <source>What waits</source>
            <translation>查看待共享</translation>
        </message>
    </context>
    <context>
        <name>OpenAlertsPane</name>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Everybody is within the limits of their team.</source>
            <translation>各班组成员均在时限之内。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Go to the seat</source>
            <translation>转到座位</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>I know, it may go on</source>
            <translation>已知悉，可以继续</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>None like this</source>
            <translation>没有符合的提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Nothing asks for attention</source>
            <translation>没有需要关注的情况</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Open: {count}, waiting: {waiting}</source>
            <translation>未结束 {count}，待处理 {waiting}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Others are open; choose all to see them.</source>
            <translation>另有其他提醒；选择“全部”即可看到。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Put off…</source>
            <translation>推迟…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Reading the alerts</source>
            <translation>正在读取提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Say no more of it for some minutes, with a reason</source>
            <translation>几分钟内不再提醒，须写原因</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Seen</source>
            <translation>知悉</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Show where they sit, to act there (Enter)</source>
            <translation>显示其座位，以便处置（Enter）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>Supervisors of the team and managers answer alerts</source>
            <translation>由班组的现场主管和经理处理提醒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>The alerts could not be read</source>
            <translation>提醒无法读取</translation>
        </message>
        <message>
            <location filename="../../console/widgets/open_alerts.py" />
            <source>What asks for attention, the worst first</source>
            <translation>需要关注的情况，最紧急的在前</translation>
        </message>
    </context>
    <context>
        <name>Outbox</name>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Begin again with mine</source>
            <translation>用我的重新开始</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Begun</source>
            <translation>已开始</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Changed</source>
            <translation>已修改</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Coaching note</source>
            <translation>辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Discard mine</source>
            <translation>放弃我的</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Discarded</source>
            <translation>已放弃</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Heard</source>
            <translation>已收听</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>In the database</source>
            <translation>数据库中</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Keep mine as a note of its own</source>
            <translation>把我的另存为一份辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Keep theirs</source>
            <translation>保留对方的</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Offline work is off</source>
            <translation>离线工作已关闭</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Offline: working on</source>
            <translation>离线：可继续工作</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Offline: working on, {n} kept on this PC</source>
            <translation>离线：可继续工作，这台电脑上保存了 {n} 项</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Put mine in its place</source>
            <translation>用我的替换</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Record of listening</source>
            <translation>收听记录</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Send mine as a correction…</source>
            <translation>把我的作为更正提交…</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Sheet</source>
            <translation>考核表</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Shown to the agent</source>
            <translation>已给坐席看</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Submitted</source>
            <translation>已提交</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Take over with mine…</source>
            <translation>用我的接手…</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>The agent has signed this note meanwhile.</source>
            <translation>期间坐席已签字确认这份辅导记录。</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>The database does not allow this any more.</source>
            <translation>数据库已不再允许此操作。</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>The database has nothing of this any more.</source>
            <translation>数据库中已没有相应内容。</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>The database would not take this.</source>
            <translation>数据库未接受此内容。</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>This note was changed at another console meanwhile.</source>
            <translation>期间这份辅导记录在另一台控制台上被修改。</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>To settle</source>
            <translation>待处理</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Waiting</source>
            <translation>待共享</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>Written</source>
            <translation>已填写</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>You changed this sheet at another console meanwhile.</source>
            <translation>期间您在另一台控制台上修改了这份考核表。</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>{name} is scoring this call now. Wait until that is done, or ask a supervisor.</source>
            <translation>{name} 正在给这通录音评分。请等其完成，或请主管处理。</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>{name} submitted this sheet meanwhile.</source>
            <translation>期间 {name} 已提交这份考核表。</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>{name}, not submitted yet</source>
            <translation>{name}，尚未提交</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>{name}, submitted</source>
            <translation>{name}，已提交</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>{n} to settle</source>
            <translation>{n} 项待处理</translation>
        </message>
        <message>
            <location filename="../../console/desk/waiting_words.py" />
            <source>{n} waiting to be shared</source>
            <translation>{n} 项待共享</translation>
        </message>
    </context>
    <context>
        <name>OutboxWindow</name>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>Ask at once whether the database answers</source>
            <translation>立即检查数据库是否可以连接</translation>
        </message>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>Connected</source>
            <translation>已连接</translation>
        </message>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>Everything is shared</source>
            <translation>全部已共享</translation>
        </message>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>It is sent when the database answers.</source>
            <translation>数据库恢复后会自动共享。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>Nothing waits on this PC.</source>
            <translation>这台电脑上没有待共享的内容。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>This cannot be settled now</source>
            <translation>现在无法处理</translation>
        </message>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>Try now</source>
            <translation>立即尝试</translation>
        </message>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>Waiting to be shared — Deskside</source>
            <translation>待共享 — Deskside</translation>
        </message>
        <message>
            <location filename="../../console/widgets/outbox_window.py" />
            <source>What waits on this PC</source>
            <translation>这台电脑上待共享的内容</translation>
        </message>
    </context>
    <context>
        <name>OverviewStrip</name>
        <message>
            <location filename="../../console/widgets/waveform_overview.py" />
            <source>Heard so far: {percent} %</source>
            <translation>已听 {percent}%</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_overview.py" />
            <source>Overview of the whole call</source>
            <translation>整通概览</translation>
        </message>
    </context>
    <context>
        <name>PasswordPane</name>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>Change password</source>
            <translation>修改密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>New password</source>
            <translation>新密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>New password again</source>
            <translation>再次输入新密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>Present password</source>
            <translation>当前密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>The present password is not right.</source>
            <translation>当前密码不正确。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>The two new passwords are not alike.</source>
            <translation>两次输入的新密码不一致。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>Use the new password from now on (Enter)</source>
            <translation>从现在起使用新密码 (Enter)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>Your password</source>
            <translation>本人密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/password_pane.py" />
            <source>✓ The password is changed.</source>
            <translation>✓ 密码已修改。</translation>
        </message>
    </context>
    <context>
        <name>PastBand</name>
        <message>
            <location filename="../../console/widgets/past_band.py" />
            <source>Back to now</source>
            <translation>回到现在</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_band.py" />
            <source>See the room as it is now</source>
            <translation>查看现在的现场</translation>
        </message>
    </context>
    <context>
        <name>PastControls</name>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>A note for the next lead about the chosen seat and this moment</source>
            <translation>给下一班留一条关于所选座位与此刻的记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>How fast the past goes on</source>
            <translation>播放速度</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>Let the past go on, or stop it</source>
            <translation>回放，或暂停</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>Next</source>
            <translation>下一处</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>Pin a note</source>
            <translation>钉一条记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>Play</source>
            <translation>播放</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>Previous</source>
            <translation>上一处</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>Room</source>
            <translation>房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>The moment before where a limit passed, somebody asked for help or news stopped</source>
            <translation>上一处超时限、求助或消息中断的时刻</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>The next moment where a limit passed, somebody asked for help or news stopped</source>
            <translation>下一处超时限、求助或消息中断的时刻</translation>
        </message>
        <message>
            <location filename="../../console/widgets/past_controls.py" />
            <source>{pace}×</source>
            <translation>{pace}×</translation>
        </message>
    </context>
    <context>
        <name>PeoplePane</name>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>All teams</source>
            <translation>所有班组</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>Everybody has a seat.</source>
            <translation>人人都有座位。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>Find somebody without a seat</source>
            <translation>查找没有座位的人</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>Name or number</source>
            <translation>姓名或工号</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>Nobody like this.</source>
            <translation>没有符合的人。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>Only of this team</source>
            <translation>只看这个班组</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>People without a seat: Enter picks one up, then Enter on a seat</source>
            <translation>没有座位的人：按 Enter 选中一人，再到座位上按 Enter</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>The first {count} are listed; find others by words or team.</source>
            <translation>只列出前 {count} 人；其他人请按姓名、工号或班组查找。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_list.py" />
            <source>Without a seat: {count}</source>
            <translation>没有座位：{count}</translation>
        </message>
    </context>
    <context>
        <name>PinLine</name>
        <message>
            <location filename="../../console/widgets/pin_line.py" />
            <source>Keep the note for the handover (Enter)</source>
            <translation>保存记录，留给交接（回车）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/pin_line.py" />
            <source>Note for the next lead about {time}</source>
            <translation>给下一班的记录：{time}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/pin_line.py" />
            <source>Note for the next lead about {who} at {time}</source>
            <translation>给下一班的记录：{who}，{time}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/pin_line.py" />
            <source>Pin the note</source>
            <translation>钉上</translation>
        </message>
    </context>
    <context>
        <name>Plan</name>
        <message>
            <location filename="../../console/desk/plan_report.py" />
            <source>+  Comes from {place}</source>
            <translation>+  从 {place} 移来</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_report.py" />
            <source>+  Gets the seat</source>
            <translation>+  就座</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_report.py" />
            <source>+  The seat is free</source>
            <translation>+  座位空出</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>A name can have no signs that are not seen, such as a line break.</source>
            <translation>名称不能含有看不见的字符，例如换行。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>A name has at most {most} characters.</source>
            <translation>名称最多 {most} 个字。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>A name needs at least one character.</source>
            <translation>名称至少要有一个字。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>A room has 1 to {side} rows and columns, and at most {places} places.</source>
            <translation>房间的行数和列数为 1 到 {side}，最多 {places} 个位置。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>A room keeps at least one row and one column.</source>
            <translation>房间至少保留一行一列。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_report.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Aisle, row {row}, column {column}</source>
            <translation>过道，第 {row} 行第 {column} 列</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>An earlier line has this seat.</source>
            <translation>前面已有一行用了这个座位。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>An earlier line seats this agent.</source>
            <translation>前面已有一行安排了这位坐席。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Another seat has this name.</source>
            <translation>另一个座位已用了这个名称。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Change nothing (Esc)</source>
            <translation>不作更改（Esc）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>It cannot be taken back</source>
            <translation>无法撤销</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Keep it</source>
            <translation>保留</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Keep mine</source>
            <translation>保留我的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Let it go</source>
            <translation>放弃</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Lies outside the room.</source>
            <translation>在房间之外。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_report.py" />
            <source>Line</source>
            <translation>行号</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Look at mine</source>
            <translation>看我的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Look at theirs</source>
            <translation>看对方的</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>No agent that you may see has this number.</source>
            <translation>您能看到的坐席中没有这个工号。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Only look; nothing is decided yet</source>
            <translation>只是看看，尚未作决定</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Remove room</source>
            <translation>删除房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Remove “{room}” for everybody? Seated there: {count}; they lose their seat but stay on the floor, behind the plan, and can be seated again.</source>
            <translation>要为所有人删除“{room}”吗？其中就座 {count} 人；他们会失去座位，但仍在现场，排在座位图之后，可以重新安排。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Room {number}</source>
            <translation>{number} 号房间</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Row and column must both be whole numbers.</source>
            <translation>行和列都必须是整数。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Says neither a seat nor a row and column.</source>
            <translation>既没有座位，也没有行和列。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_report.py" />
            <source>Seat</source>
            <translation>座位</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Seat {name}, free</source>
            <translation>座位 {name}，空着</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Seat {name}, {who}</source>
            <translation>座位 {name}，{who}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Somebody else has removed this room while you were changing it.</source>
            <translation>您修改时，别人已删除了这个房间。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Somebody else has saved this room while you were changing it. Nothing of yours is lost.</source>
            <translation>您修改时，别人已保存了这个房间。您的修改没有丢失。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>Somebody whom you may not see sits here; empty the seat first.</source>
            <translation>这里坐着您看不到的人，请先腾空座位。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Take theirs</source>
            <translation>采用对方的</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>The room has no seat of this name.</source>
            <translation>房间里没有这个名称的座位。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>There is an aisle; make it a seat first.</source>
            <translation>这里是过道，请先改为座位。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>This cannot be a seat's name.</source>
            <translation>这不能用作座位名称。</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_report.py" />
            <source>What becomes of it</source>
            <translation>结果</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>What you changed is dropped</source>
            <translation>放弃您的修改</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>What you changed is dropped; undo brings it back</source>
            <translation>你的改动会丢弃；撤销可找回</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Your plan is saved as a room again, for everybody</source>
            <translation>把您的座位图重新存为房间，所有人可见</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_questions.py" />
            <source>Your plan is saved over theirs, for everybody</source>
            <translation>用您的座位图覆盖对方的，所有人可见</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>another team</source>
            <translation>其他班组</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_report.py" />
            <source>×  Refused: {reason}</source>
            <translation>×  未采用：{reason}</translation>
        </message>
        <message>
            <location filename="../../console/desk/plan_words.py" />
            <source>“{name}” is taken; choose another name.</source>
            <translation>“{name}”已被使用，请换一个名称。</translation>
        </message>
    </context>
    <context>
        <name>PlanByTable</name>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Choose a table of seats</source>
            <translation>选择座位表</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Column</source>
            <translation>列</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Number</source>
            <translation>工号</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Row</source>
            <translation>行</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Save the plan as a table</source>
            <translation>把座位图存为表格</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Seat</source>
            <translation>座位</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Tables (*.csv *.txt);;All files (*)</source>
            <translation>表格 (*.csv *.txt);;所有文件 (*)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Tables (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_by_table.py" />
            <source>Written: {file}</source>
            <translation>已写入：{file}</translation>
        </message>
    </context>
    <context>
        <name>PlanCarry</name>
        <message>
            <location filename="../../console/widgets/plan_carry.py" />
            <source>{who} has no seat now. Undo takes it back.</source>
            <translation>{who} 现在没有座位，撤销可恢复。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_carry.py" />
            <source>{who}: go to a seat and press Enter; Esc leaves it.</source>
            <translation>{who}：移到座位上按 Enter；按 Esc 放弃。</translation>
        </message>
    </context>
    <context>
        <name>PlanPage</name>
        <message>
            <location filename="../../console/widgets/plan_page.py" />
            <source>Drag somebody to a seat, or Enter on a person and Enter on a seat.</source>
            <translation>把人拖到座位上，或在人名上按 Enter、再到座位上按 Enter。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_page.py" />
            <source>Lay out a room and seat people in it: the map shows everybody where they sit.</source>
            <translation>布置房间并安排座位：现场图会显示每个人的位置。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_page.py" />
            <source>New room</source>
            <translation>新建房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_page.py" />
            <source>No room is laid out yet</source>
            <translation>还没有布置房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_page.py" />
            <source>The plan: arrows move, Enter carries</source>
            <translation>座位图：方向键移动，Enter 拿起或放下</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_page.py" />
            <source>This is how the others have it; nothing can be changed here.</source>
            <translation>这是对方的座位图，不能在此修改。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_page.py" />
            <source>Without a seat now: {count}. Undo takes it back.</source>
            <translation>现在没有座位：{count}，撤销可恢复。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_page.py" />
            <source>{key}: {deed}.</source>
            <translation>{key}：{deed}。</translation>
        </message>
    </context>
    <context>
        <name>PlanPreview</name>
        <message>
            <location filename="../../console/widgets/plan_preview.py" />
            <source>Change nothing (Esc)</source>
            <translation>不作更改（Esc）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_preview.py" />
            <source>Get a seat: {seated}. Refused: {refused}. Seats and people the table does not name stay as they are.</source>
            <translation>就座：{seated}。未采用：{refused}。表格没有提到的座位和人保持不变。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_preview.py" />
            <source>Lay the lines that were not refused over the plan; undo takes it back</source>
            <translation>把未被拒绝的行套用到座位图；撤销可恢复</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_preview.py" />
            <source>Leave it</source>
            <translation>放弃</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_preview.py" />
            <source>Seat them</source>
            <translation>就座</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_preview.py" />
            <source>The lines of the table</source>
            <translation>表格各行</translation>
        </message>
    </context>
    <context>
        <name>PlanTools</name>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Changed by somebody else meanwhile</source>
            <translation>其间已被别人修改</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Columns</source>
            <translation>列数</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Could not be saved; kept on this PC</source>
            <translation>无法保存，已留在本机</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Everybody sees this plan from now on</source>
            <translation>从现在起所有人看到这张座位图</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Insert a column on the left</source>
            <translation>在左侧插入一列</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Insert a column on the right</source>
            <translation>在右侧插入一列</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Insert a row above</source>
            <translation>在上方插入一行</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Insert a row below</source>
            <translation>在下方插入一行</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Insert and remove rows and columns; name all seats anew</source>
            <translation>插入、删除行和列；重新命名所有座位</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Lay out another room</source>
            <translation>再布置一个房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Name all seats A01, A02…</source>
            <translation>把所有座位命名为 A01、A02…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>New room</source>
            <translation>新建房间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Not saved yet: others see the plan as it was</source>
            <translation>尚未保存：别人看到的仍是原来的座位图</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Remove room…</source>
            <translation>删除房间…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Remove the column</source>
            <translation>删除这一列</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Remove the row</source>
            <translation>删除这一行</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Removed by somebody else meanwhile</source>
            <translation>其间已被别人删除</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Rows</source>
            <translation>行数</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Rows and seats</source>
            <translation>行列与座位</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Save as CSV…</source>
            <translation>另存为 CSV…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Saved</source>
            <translation>已保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Saving…</source>
            <translation>正在保存…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Seat by CSV…</source>
            <translation>用 CSV 排座…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Seat people by a table: seat or row and column, and number</source>
            <translation>按表格排座：座位或行列，加工号</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Take this room away, for everybody; asks first</source>
            <translation>为所有人删除这个房间，会先询问</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>The room in hand; • is not saved</source>
            <translation>当前房间；带 • 的尚未保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>The room's name</source>
            <translation>房间名称</translation>
        </message>
        <message>
            <location filename="../../console/widgets/plan_tools.py" />
            <source>Write this plan as a table</source>
            <translation>把座位图写成表格</translation>
        </message>
    </context>
    <context>
        <name>PlayerMessage</name>
        <message>
            <location filename="../../console/widgets/player_notices.py" />
            <source>Choose a call in the list to see and hear it.</source>
            <translation>在列表中选择一通录音，即可查看波形并收听。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_notices.py" />
            <source>No call open</source>
            <translation>未打开通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_notices.py" />
            <source>Open the call once more (Enter)</source>
            <translation>重新打开这通录音 (Enter)</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_notices.py" />
            <source>This call cannot be played</source>
            <translation>这通录音无法播放</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_notices.py" />
            <source>Try again</source>
            <translation>重试</translation>
        </message>
    </context>
    <context>
        <name>PlayerPanel</name>
        <message>
            <location filename="../../console/widgets/player_panel.py" />
            <source>Player</source>
            <translation>播放器</translation>
        </message>
    </context>
    <context>
        <name>PutOffStrip</name>
        <message numerus="yes">
            <location filename="../../console/widgets/put_off_strip.py" />
            <source>%n min</source>
            <translation>
                <numerusform>%n 分钟</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/widgets/put_off_strip.py" />
            <source>Put off</source>
            <translation>推迟</translation>
        </message>
        <message>
            <location filename="../../console/widgets/put_off_strip.py" />
            <source>Put off {who}</source>
            <translation>推迟 {who}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/put_off_strip.py" />
            <source>Say no more of it for so long ({key})</source>
            <translation>此时段内不再提醒（{key}）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/put_off_strip.py" />
            <source>Say no more of it until then; everybody sees the reason (Enter)</source>
            <translation>到时之前不再提醒；原因人人可见（Enter）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/put_off_strip.py" />
            <source>Why it can wait</source>
            <translation>可以稍后处理的原因</translation>
        </message>
    </context>
    <context>
        <name>Rail</name>
        <message>
            <location filename="../../console/widgets/rail.py" />
            <source>{screen} ({count})</source>
            <translation>{screen}（{count}）</translation>
        </message>
    </context>
    <context>
        <name>ReasonLine</name>
        <message>
            <location filename="../../console/widgets/reason_line.py" />
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <location filename="../../console/widgets/reason_line.py" />
            <source>Leave it as it is (Esc)</source>
            <translation>保持原样（Esc）</translation>
        </message>
    </context>
    <context>
        <name>ReviewScreen</name>
        <message>
            <location filename="../../console/widgets/review_screen.py" />
            <source>Review</source>
            <translation>听评</translation>
        </message>
    </context>
    <context>
        <name>RevisionsBar</name>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Begin</source>
            <translation>开始</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Begin a new revision with a reason; this one stays readable</source>
            <translation>填写理由后新建修订；原版本仍可查看</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Begin the correction (Return)</source>
            <translation>开始更正（回车）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Correction</source>
            <translation>更正</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Correction under way</source>
            <translation>更正中</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Correct…</source>
            <translation>更正…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Give this correction up; the submitted revision stands</source>
            <translation>放弃本次更正；已提交的版本不变</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Give up</source>
            <translation>放弃</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Kept on this PC, not shared yet; its number may become another</source>
            <translation>保存在这台电脑，尚未共享；编号可能改变</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Look at another revision</source>
            <translation>查看其他版本</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Reason for the correction</source>
            <translation>更正理由</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Revision</source>
            <translation>版本</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Revision {number} · {points} points</source>
            <translation>第 {number} 版 · {points} 分</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Submitted</source>
            <translation>已提交</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>Yes, give up</source>
            <translation>确认放弃</translation>
        </message>
        <message>
            <location filename="../../console/widgets/revisions_bar.py" />
            <source>{name}, {when}</source>
            <translation>{name}，{when}</translation>
        </message>
    </context>
    <context>
        <name>Roles</name>
        <message>
            <location filename="../../console/desk/people_words.py" />
            <source>Administrator</source>
            <translation>管理员</translation>
        </message>
        <message>
            <location filename="../../console/desk/people_words.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/people_words.py" />
            <source>Inspector</source>
            <translation>质检员</translation>
        </message>
        <message>
            <location filename="../../console/desk/people_words.py" />
            <source>Manager</source>
            <translation>经理</translation>
        </message>
        <message>
            <location filename="../../console/desk/people_words.py" />
            <source>Supervisor</source>
            <translation>现场主管</translation>
        </message>
    </context>
    <context>
        <name>RoomChooser</name>
        <message>
            <location filename="../../console/widgets/room_chooser.py" />
            <source>Which room is shown here</source>
            <translation>这里显示哪个房间</translation>
        </message>
    </context>
    <context>
        <name>RoundBar</name>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>Connecting: {name}…</source>
            <translation>正在接通：{name}…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>End</source>
            <translation>结束</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>End the round; listen no longer</source>
            <translation>结束巡听，不再监听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>Listen to this call and no other, in the player</source>
            <translation>只听这一通，在播放器中继续</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>Next: {name}</source>
            <translation>下一位：{name}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>No call to be heard; the next to begin is.</source>
            <translation>没有可听的通话；一有新通话就接入。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>On to the next call</source>
            <translation>换到下一通</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>ROUND</source>
            <translation>巡听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>Round of listening</source>
            <translation>巡听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>Skip</source>
            <translation>跳过</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>Stay</source>
            <translation>留下</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>{at} of {of}</source>
            <translation>第 {at} 通，共 {of} 通</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_bar.py" />
            <source>{seconds} s</source>
            <translation>{seconds} 秒</translation>
        </message>
    </context>
    <context>
        <name>RoundStart</name>
        <message>
            <location filename="../../console/widgets/round_start.py" />
            <source>Hear all live calls, some seconds each, one after the other</source>
            <translation>逐通巡听所有进行中的通话，每通几秒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_start.py" />
            <source>My team ({team})</source>
            <translation>我的班组（{team}）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_start.py" />
            <source>Round</source>
            <translation>巡听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_start.py" />
            <source>Round of listening</source>
            <translation>巡听</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_start.py" />
            <source>Whom the floor's filter shows</source>
            <translation>现场筛选所显示的坐席</translation>
        </message>
        <message>
            <location filename="../../console/widgets/round_start.py" />
            <source>{seconds} s each</source>
            <translation>每通 {seconds} 秒</translation>
        </message>
    </context>
    <context>
        <name>ScoreBadge</name>
        <message numerus="yes">
            <location filename="../../console/widgets/score_badge.py" />
            <source>%n failed</source>
            <translation>
                <numerusform>%n 项不符合</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/score_badge.py" />
            <source>%n not scored</source>
            <translation>
                <numerusform>%n 项未评</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/widgets/score_badge.py" />
            <source>All scored</source>
            <translation>已全部评完</translation>
        </message>
        <message>
            <location filename="../../console/widgets/score_badge.py" />
            <source>Critical × {count}</source>
            <translation>致命项 × {count}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/score_badge.py" />
            <source>Nothing failed</source>
            <translation>无不符合项</translation>
        </message>
        <message>
            <location filename="../../console/widgets/score_badge.py" />
            <source>Score {points}</source>
            <translation>得分 {points}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/score_badge.py" />
            <source>Score: none yet</source>
            <translation>得分：尚无</translation>
        </message>
    </context>
    <context>
        <name>SeatActions</name>
        <message>
            <location filename="../../console/widgets/seat_actions.py" />
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_actions.py" />
            <source>The agent is in another state now: nothing was done.</source>
            <translation>坐席状态已变，未执行任何操作。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_actions.py" />
            <source>What can be done</source>
            <translation>可执行的操作</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_actions.py" />
            <source>{deed}: {reason}</source>
            <translation>{deed}：{reason}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_actions.py" />
            <source>{effect} ({key})</source>
            <translation>{effect}（{key}）</translation>
        </message>
    </context>
    <context>
        <name>SeatFacts</name>
        <message>
            <location filename="../../console/widgets/seat_facts.py" />
            <source>Click a seat, or go there with the arrow keys.</source>
            <translation>点击座位，或用方向键移动。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_facts.py" />
            <source>Held so far {length}</source>
            <translation>已保持 {length}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_facts.py" />
            <source>Limit {length}</source>
            <translation>时限 {length}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_facts.py" />
            <source>No seat chosen</source>
            <translation>未选座位</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_facts.py" />
            <source>Other side {number}</source>
            <translation>对方号码 {number}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_facts.py" />
            <source>Queue {name}</source>
            <translation>队列 {name}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_facts.py" />
            <source>Since {time}</source>
            <translation>开始于 {time}</translation>
        </message>
    </context>
    <context>
        <name>SeatStory</name>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Away</source>
            <translation>离席</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Busy</source>
            <translation>示忙</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Calls</source>
            <translation>接听数</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Mean of the last {count}: {mean}</source>
            <translation>最近 {count} 次平均：{mean}</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>No record of today</source>
            <translation>今天无记录</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>No score yet</source>
            <translation>尚无评分</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Not drawn by chance</source>
            <translation>非随机抽取</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Open coaching: {count}</source>
            <translation>未结辅导 {count} 项</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>{notes}, due {day}</source>
            <translation>{notes}，{day} 到期</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>{notes}, overdue since {day}</source>
            <translation>{notes}，{day} 已到期未完成</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>{points}, critical</source>
            <translation>{points}，致命项</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Ø after call</source>
            <translation>平均话后</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Ø hold</source>
            <translation>平均保持</translation>
        </message>
        <message>
            <location filename="../../console/desk/seat_story_words.py" />
            <source>Ø talk</source>
            <translation>平均通话</translation>
        </message>
    </context>
    <context>
        <name>SeatStoryPart</name>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>All calls of this agent</source>
            <translation>该坐席的全部录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>Critical</source>
            <translation>致命项</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>Enter opens the call in Review</source>
            <translation>回车在听评中打开该录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>Last score {points}</source>
            <translation>最近得分 {points}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>List the calls of this agent in Review</source>
            <translation>在听评中列出该坐席的全部录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>Looking up the day…</source>
            <translation>正在查询今天的情况……</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>Mean of a call today</source>
            <translation>今天每通的平均时长</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>No recorded call today</source>
            <translation>今天没有录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>The day cannot be looked up now. {why}</source>
            <translation>暂时无法查询。{why}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>Today's calls</source>
            <translation>今天的录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>Today's calls of this agent</source>
            <translation>该坐席今天的录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_story.py" />
            <source>Today's calls, and {count} earlier</source>
            <translation>今天的录音，另有更早的 {count} 条</translation>
        </message>
    </context>
    <context>
        <name>SeatWhy</name>
        <message>
            <location filename="../../console/widgets/seat_why.py" />
            <source>Last word from there just now</source>
            <translation>其最近一次消息刚刚收到</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_why.py" />
            <source>Last word from there {age} ago</source>
            <translation>其最近一次消息在 {age} 前</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_why.py" />
            <source>The telephone system gave no reason.</source>
            <translation>电话系统没有给出原因。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_why.py" />
            <source>Told at {time}</source>
            <translation>于 {time} 上报</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_why.py" />
            <source>Told by {gateway} at {time}</source>
            <translation>由 {gateway} 于 {time} 上报</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_why.py" />
            <source>Why does it say that?</source>
            <translation>为何显示此状态？</translation>
        </message>
        <message>
            <location filename="../../console/widgets/seat_why.py" />
            <source>Why the floor shows this state, who told it and when</source>
            <translation>为何显示此状态、由谁在何时告知</translation>
        </message>
    </context>
    <context>
        <name>Sentences</name>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>A name or number is too long for the database; shorten it.</source>
            <translation>名称或编号过长，数据库无法保存，请缩短后再试。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>A number can be shown only while the database can be reached, because that is recorded there.</source>
            <translation>只有数据库可以连接时才能显示号码，因为查看要记录在那里。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>A password has at least {least} characters.</source>
            <translation>密码至少要有 {least} 个字符。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>A sheet can be taken over only while the database can be reached.</source>
            <translation>只有数据库可以连接时才能接手考核表。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>A work number cannot be empty.</source>
            <translation>工号不能为空。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>A work number cannot begin or end with a space or hold characters that do not show.</source>
            <translation>工号首尾不能有空格，也不能含有不可见字符。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>A work number has at most 63 Latin letters.</source>
            <translation>工号最多 63 个西文字符。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>An agent can sign only while the database can be reached.</source>
            <translation>只有数据库可以连接时坐席才能签字确认。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Another inspector is already scoring this call.</source>
            <translation>另一位质检员正在评这通电话。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Another window of yours keeps work on this PC; go on there, or close it first.</source>
            <translation>您的另一个窗口正在这台电脑上保存内容；请在那里继续，或先关闭它。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Choose the column with the file name or the call number.</source>
            <translation>请选择文件名或通话编号所在的列。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Everybody may change the policy of this PC, so it is not trusted. Tell your administrator: {place}</source>
            <translation>任何人都能修改本机策略，因此不予信任。请告知管理员：{place}</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Give a reason; it goes into the record.</source>
            <translation>请填写原因，会留在记录中。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>No microphone was found; plug in a headset or choose one in Settings.</source>
            <translation>没有找到麦克风；请接上耳麦，或在设置中选择一个。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>No monitoring form is published in this database yet; a manager or administrator does that.</source>
            <translation>此数据库还没有发布考核表，请经理或管理员发布。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>No sound output was found; plug in a headset or choose one in Settings.</source>
            <translation>没有找到声音输出设备，请插好耳机或在设置中选择。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>PostgreSQL keeps the name {number} for itself.</source>
            <translation>{number} 是 PostgreSQL 的保留名称。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Recordings can be brought in only while the database can be reached.</source>
            <translation>只有数据库可以连接时才能导入录音。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Something went wrong in Deskside; it is in the log. Your work is kept; you can go on.</source>
            <translation>程序出了问题，已写入日志。您的工作已保留，可以继续。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The address asks for a connection without a checked certificate (sslmode={sslmode}); take that out of it.</source>
            <translation>地址中要求不核对证书的连接（sslmode={sslmode}），请从地址中去掉。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The address asks for a connection without a checked certificate; take that out of it.</source>
            <translation>地址中要求不核对证书的连接，请从地址中去掉。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The agent's and the customer's files do not belong together.</source>
            <translation>坐席与客户的两个录音文件不配对。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The call's sound does not reach this PC: look at the firewall and at the telephone system.</source>
            <translation>通话声音无法送到本机：请检查防火墙和电话系统。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The coaching note is not complete yet; fill in what it still needs, then share it.</source>
            <translation>辅导记录尚不完整，请补全后再发给坐席。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The database cannot be reached. Check the network and the address in Settings.</source>
            <translation>无法连接数据库，请检查网络和设置中的地址。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The database is busy with another program; your work is kept and tried again.</source>
            <translation>数据库正被其他程序占用，您的工作已保留，稍后自动重试。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The database is damaged or is not one of Deskside; nothing was written to it.</source>
            <translation>数据库已损坏或不是席边的数据库，未写入任何内容。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The database is of an older version of Deskside; an administrator has to update it first.</source>
            <translation>数据库属于旧版席边，请先由管理员升级。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The database was made by a newer version of Deskside; update this one to open it.</source>
            <translation>数据库由更新版本的席边创建，请先升级本程序。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The database's address holds a password, which is never kept here; put it into a .pgpass or service file.</source>
            <translation>数据库地址里带有密码，这里从不保存密码；请写入 .pgpass 或服务文件。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The database's address in the policy of this PC holds a password, so it is not opened. Tell your administrator: {place}</source>
            <translation>本机策略中的数据库地址含有密码，因此没有打开。请告知管理员：{place}</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The disk is full; make room, then go on. What was saved before is safe.</source>
            <translation>磁盘已满，请腾出空间后继续。此前保存的内容完好。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file could not be written.</source>
            <translation>无法写入该文件。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file is no longer there.</source>
            <translation>文件已不在原处。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file may not be read.</source>
            <translation>文件无法读取。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file of trusted certificates that the address names cannot be read.</source>
            <translation>无法读取地址中指定的受信任证书文件。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file-name pattern has a mistake at character {at}.</source>
            <translation>文件名规则第 {at} 个字符处有误。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file-name pattern has a mistake.</source>
            <translation>文件名规则有误。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file-name pattern has an unknown field at character {at}.</source>
            <translation>文件名规则第 {at} 个字符处的字段不存在。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file-name pattern is empty.</source>
            <translation>文件名规则为空。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file-name pattern lacks a closing bracket for character {at}.</source>
            <translation>文件名规则第 {at} 个字符的括号没有闭合。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The file-name pattern names a field twice, at character {at}.</source>
            <translation>文件名规则第 {at} 个字符处的字段重复。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The gateway file named in Settings cannot be used.</source>
            <translation>设置中指定的网关文件无法使用。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The gateway file named in Settings cannot be used: {why}</source>
            <translation>设置中指定的网关文件无法使用：{why}</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The installer cannot be had, or is not the one that was signed, so it is not opened. Tell your administrator.</source>
            <translation>无法取得安装程序，或它不是已签名的那一个，因此没有打开。请告知管理员。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The microphone is gone; you are muted.</source>
            <translation>麦克风断开了；您已静音。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The microphone “{device}” is gone; you are muted.</source>
            <translation>麦克风“{device}”断开了；您已静音。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The microphone “{device}” is not there; plug it in, or choose another one in Settings.</source>
            <translation>麦克风“{device}”不在；请接上它，或在设置中另选一个。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The monitoring form has a mistake and was not used.</source>
            <translation>监听考核表有误，未采用。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The monitoring form has a mistake at “{where}” and was not used.</source>
            <translation>监听考核表在“{where}”处有误，未采用。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The pattern has an unknown form of date or time at character {at}.</source>
            <translation>规则第 {at} 个字符处的日期或时间格式无法识别。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The pattern has optional parts inside each other at character {at}.</source>
            <translation>规则第 {at} 个字符处的可省略部分相互嵌套。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The policy of this PC cannot be read, so no database is opened. Tell your administrator.</source>
            <translation>无法读取本机策略，因此没有打开任何数据库。请告知管理员。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The policy of this PC cannot be read, so no database is opened. Tell your administrator: {place}</source>
            <translation>无法读取本机策略，因此没有打开任何数据库。请告知管理员：{place}</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The policy of this PC names no database that can be opened. Tell your administrator: {place}</source>
            <translation>本机策略没有写明可以打开的数据库。请告知管理员：{place}</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The recording breaks off early; what is there can be heard.</source>
            <translation>录音不完整，已有部分可以收听。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The recording is empty.</source>
            <translation>录音是空的。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The recording of this call has not come yet; what was marked live is kept.</source>
            <translation>该通话的录音尚未到达；实时标记的内容已保留。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The recording was removed on {on}; the centre's rules keep recordings no longer.</source>
            <translation>录音已于 {on} 删除：保存期限已满。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The recording was removed; the centre's rules keep recordings no longer.</source>
            <translation>录音已删除：保存期限已满。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The server has a login named {number} that does not belong to Deskside.</source>
            <translation>服务器上已有不属于本系统的登录名 {number}。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The server has no connection left; try again in a moment, or ask an administrator.</source>
            <translation>服务器的连接已用完，请稍后再试，或联系管理员。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The server has no database of this name; check the address in Settings.</source>
            <translation>服务器上没有这个名称的数据库，请检查设置中的地址。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The server lets nobody in from this PC; an administrator can allow it in pg_hba.conf.</source>
            <translation>服务器不允许从本机连接，管理员可在 pg_hba.conf 中放行。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The server offers no encrypted connection, so nothing was sent to it; an administrator can turn TLS on.</source>
            <translation>服务器不提供加密连接，因此没有向它发送任何内容，管理员可以启用 TLS。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The server takes your password no longer; sign off, and sign on with the new one.</source>
            <translation>服务器不再接受当前密码，请签出后用新密码重新签入。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The server's certificate is for another name than the address in Settings.</source>
            <translation>服务器证书上的名称与设置中的地址不一致。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The server's certificate is out of date or not one that this PC trusts, so nothing was sent to it.</source>
            <translation>服务器的证书已过期或不受本机信任，因此没有向它发送任何内容。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The settings could not be saved; they hold until the window closes.</source>
            <translation>设置未能保存，仅在本次运行中有效。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The settings file cannot be read now: defaults hold until the window closes, and the file stays as it is.</source>
            <translation>设置文件现在无法读取：窗口关闭之前使用默认设置，该文件保持原样。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The settings file was damaged; defaults are used and the old one is kept as {file}.</source>
            <translation>设置文件已损坏，现用默认设置，原文件另存为 {file}。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The settings file was damaged; defaults are used.</source>
            <translation>设置文件已损坏，现用默认设置。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The sound output is gone; playing stopped at this place.</source>
            <translation>声音输出设备已断开，播放停在此处。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The sound output “{device}” is gone; playing stopped at this place.</source>
            <translation>声音输出设备“{device}”已断开，播放停在此处。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The table is in no known encoding; save it as UTF-8 or GBK.</source>
            <translation>无法识别表格的编码，请存为 UTF-8 或 GBK。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>The telephone system refuses the gateway's login; an administrator has to mend it.</source>
            <translation>电话系统拒绝了网关的登录，需要管理员处理。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This PC does not trust the telephone system's certificate, so the call is not heard: an administrator names whoever signed it at the gateway (ca_file).</source>
            <translation>本机不信任电话系统的证书，因此听不到通话：请管理员在网关配置中指明其签发机构（ca_file）。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This PC has no keyring to lock work up with, so nothing can be done while the database cannot be reached.</source>
            <translation>这台电脑没有可用的密钥环来加密内容，因此数据库无法连接时不能继续工作。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This PC's keyring did not open, so nothing can be done while the database cannot be reached.</source>
            <translation>这台电脑的密钥环未能打开，因此数据库无法连接时不能继续工作。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This PC's keyring did not take the password, so it is not remembered.</source>
            <translation>本机的密钥环没有收下密码，因此未能记住。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This account is closed; an administrator can open it again.</source>
            <translation>该账号已停用，管理员可以重新启用。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This call was not opened before the database went away; it can be opened when that is back.</source>
            <translation>数据库断开之前没有打开过这通录音；恢复后才能打开。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This computer knows no time zone “{zone}”.</source>
            <translation>本机没有时区“{zone}”。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This is no longer in the database.</source>
            <translation>数据库中已没有此内容。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This is not a sound recording.</source>
            <translation>这不是录音文件。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This item is already appealed.</source>
            <translation>该项已经申诉过。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This kind of sound cannot be played.</source>
            <translation>不支持播放这种声音格式。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This needs the database, which cannot be reached now; try again when it is back.</source>
            <translation>此操作需要数据库，而现在无法连接；请在恢复后再试。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This password is too short.</source>
            <translation>密码太短。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This sheet is already submitted; start a correction to change it.</source>
            <translation>此表已提交，如需修改请发起更正。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This table cannot be read.</source>
            <translation>无法读取此表格。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This was changed in another window meanwhile; open it again to see the latest.</source>
            <translation>内容已在别处修改，请重新打开查看最新版本。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This work number belongs to somebody else.</source>
            <translation>此工号属于他人。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>This work number cannot be the name of a login.</source>
            <translation>此工号不能用作登录名。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Too many wrong tries; try again in {minutes} min.</source>
            <translation>错误次数过多，请 {minutes} 分钟后再试。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Too many wrong tries; try again later.</source>
            <translation>错误次数过多，请稍后再试。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Two fields of the pattern touch at character {at}; put something between them.</source>
            <translation>文件名规则第 {at} 个字符处两个字段相连，请在中间加分隔。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>What waited here to be shared could not be read whole; it is kept untouched as {file}.</source>
            <translation>这里待共享的内容无法完整读取；原文件已原样保留为 {file}。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>What waited here to be shared could not be read whole; it is kept untouched.</source>
            <translation>这里待共享的内容无法完整读取；原文件已原样保留。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Work number or PIN is not right.</source>
            <translation>工号或 PIN 不正确。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Work number or password is not right.</source>
            <translation>工号或密码不正确。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Work number {number} belongs to somebody else.</source>
            <translation>工号 {number} 属于他人。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Work number {number} cannot be the name of a login.</source>
            <translation>工号 {number} 不能用作登录名。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Work waits on this PC, but its key is no longer in the keyring; the file is kept. Ask whoever keeps this PC.</source>
            <translation>这台电脑上有待共享的内容，但密钥环里已没有它的密钥；文件已保留。请联系这台电脑的管理人员。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Working without the database is off on this PC; nothing is kept here meanwhile.</source>
            <translation>这台电脑上的离线工作已关闭；期间这里不保存任何内容。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>Your role does not allow this.</source>
            <translation>您的角色无权进行此操作。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: the file could not be written.</source>
            <translation>{file}：无法写入该文件。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: the file is no longer there.</source>
            <translation>{file}：文件已不在原处。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: the file may not be read.</source>
            <translation>{file}：文件无法读取。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: the first line must name the columns.</source>
            <translation>{file}：第一行须为列名。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: the recording breaks off early; what is there can be heard.</source>
            <translation>{file}：录音不完整，已有部分可以收听。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: the recording is empty.</source>
            <translation>{file}：录音是空的。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: the table is empty.</source>
            <translation>{file}：表格是空的。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: the table is too long for one import.</source>
            <translation>{file}：表格过长，无法一次导入。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: this is not a sound recording.</source>
            <translation>{file}：不是录音文件。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: this is not a table of text.</source>
            <translation>{file}：不是文本表格。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: this kind of sound cannot be played ({format}).</source>
            <translation>{file}：不支持播放这种声音格式（{format}）。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: this kind of sound cannot be played.</source>
            <translation>{file}：不支持播放这种声音格式。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: this table cannot be read, line {line}.</source>
            <translation>{file}：表格第 {line} 行无法读取。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{file}: this table cannot be read.</source>
            <translation>{file}：无法读取此表格。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{owner} has been scoring this call since {since}.</source>
            <translation>{owner} 自 {since} 起正在评这通电话。</translation>
        </message>
        <message>
            <location filename="../../console/desk/sentences.py" />
            <source>{owner} is already scoring this call.</source>
            <translation>{owner} 正在评这通电话。</translation>
        </message>
    </context>
    <context>
        <name>SettingsScreen</name>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source> h</source>
            <translation> 小时</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source> s</source>
            <translation> 秒</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>An item's key binds the last seconds heard as its evidence.</source>
            <translation>按评分项的键，会把刚听过的这几秒记为证据。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Another server with the same data (a standby) that reports may keep busy. Empty: the one above.</source>
            <translation>数据相同的另一台服务器（备库），供报表查询使用。留空：使用上面的地址。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Appearance</source>
            <translation>外观</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Database</source>
            <translation>数据库</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Empty: the database on this PC. A shared one needs no name in it: everybody signs on with their own number. A change takes effect at the next start.</source>
            <translation>留空：使用本机的数据库。共享数据库的地址中无需写用户名，各人用本人工号签入。更改在下次启动时生效。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Evidence</source>
            <translation>证据</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Language and look</source>
            <translation>语言与外观</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Live calls</source>
            <translation>实时通话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Not shown</source>
            <translation>不显示</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Pages of the settings</source>
            <translation>设置分页</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Playing goes on this much earlier, 0 to 5 s.</source>
            <translation>继续播放时回退的时间，0–5 秒。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Reports from</source>
            <translation>报表数据来源</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Set by your administrator.</source>
            <translation>由管理员设定。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Shorter pauses are not drawn and not skipped.</source>
            <translation>更短的停顿不标出，也不跳过。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Shortest silence</source>
            <translation>最短静音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Shown</source>
            <translation>显示</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>So much of a live call stays in memory to be gone back in. An hour takes up to 115 MB.</source>
            <translation>实时通话在内存中保留这么久，供回听。每小时最多占用 115 MB。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Sound and scoring</source>
            <translation>声音与评分</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Sound output</source>
            <translation>声音输出</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Step back on resume</source>
            <translation>续播回退</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Suggestions</source>
            <translation>评分建议</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Telephone system</source>
            <translation>电话系统</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Test the connection</source>
            <translation>测试连接</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Text size</source>
            <translation>文字大小</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>The gateway file of the telephone system that this console holds itself, where the database is a file on this PC; a shared one has gateways of its own. A change takes effect at the next sign-on.</source>
            <translation>数据库是本机文件时，由本控制台直接连接电话系统，这里填写它的网关文件；共享数据库有自己的网关。更改在下次签入时生效。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Try to reach this database; nothing is changed</source>
            <translation>尝试连接此数据库，不做任何更改</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>Trying…</source>
            <translation>正在尝试…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>What ring and hold seconds and long silences say of an item. A person decides, always.</source>
            <translation>依据振铃、保持和静默时长得出；评分始终由人决定。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>{name} (not plugged in)</source>
            <translation>{name}（未连接）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/settings_screen.py" />
            <source>{version} is there: {where}</source>
            <translation>新版本 {version}：{where}</translation>
        </message>
    </context>
    <context>
        <name>SharingBadge</name>
        <message>
            <location filename="../../console/widgets/sharing_badge.py" />
            <source>Kept on this PC, encrypted, until the database has it: what and since when</source>
            <translation>加密保存在这台电脑上，直到写入数据库：查看内容和时间</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sharing_badge.py" />
            <source>Others changed the same meanwhile: look at both and decide</source>
            <translation>期间他人改动了同一内容：请对照两个版本后决定</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sharing_badge.py" />
            <source>While the database cannot be reached nothing can be kept here; the first message said why</source>
            <translation>数据库无法连接时这里不能保存任何内容；原因见签入时的提示</translation>
        </message>
    </context>
    <context>
        <name>SheetBanner</name>
        <message>
            <location filename="../../console/widgets/sheet_banner.py" />
            <source>Go on with this sheet as yours; the reason goes into the record (Return)</source>
            <translation>以自己的名义继续这张考核表；理由会记入记录（回车）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_banner.py" />
            <source>Reason for taking the sheet over</source>
            <translation>接手理由</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_banner.py" />
            <source>Take over</source>
            <translation>接手</translation>
        </message>
    </context>
    <context>
        <name>SheetList</name>
        <message>
            <location filename="../../console/widgets/sheet_list.py" />
            <source>Monitoring sheet</source>
            <translation>监听考核表</translation>
        </message>
    </context>
    <context>
        <name>SheetPanel</name>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>All items not scored yet conform</source>
            <translation>所有未评项记为符合</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Begin a coaching note with the failed items</source>
            <translation>以不符合项新建辅导记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Coach this…</source>
            <translation>据此辅导…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Draft saved</source>
            <translation>草稿已保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Keep mine</source>
            <translation>保留我的</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Look again</source>
            <translation>重新查看</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Not saved</source>
            <translation>未保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Not saved: {why}</source>
            <translation>未保存：{why}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Open a call to score it.</source>
            <translation>打开一通电话即可评分。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Open the other version</source>
            <translation>打开另一版本</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Opening the sheet…</source>
            <translation>正在打开考核表…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Rest conforms</source>
            <translation>其余符合</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Saving…</source>
            <translation>正在保存…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Submit</source>
            <translation>提交</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Submit the sheet</source>
            <translation>提交考核表</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Submitting…</source>
            <translation>正在提交…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Take over…</source>
            <translation>接手…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>Well done</source>
            <translation>表扬</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_panel.py" />
            <source>{what} ({key})</source>
            <translation>{what}（{key}）</translation>
        </message>
    </context>
    <context>
        <name>SheetTexts</name>
        <message>
            <location filename="../../console/widgets/sheet_texts.py" />
            <source>Advice</source>
            <translation>建议</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_texts.py" />
            <source>Detailed notes</source>
            <translation>详细记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_texts.py" />
            <source>What happened in this call</source>
            <translation>本次通话的具体情况</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sheet_texts.py" />
            <source>What to do better, and how</source>
            <translation>哪里可以做得更好、怎样做</translation>
        </message>
    </context>
    <context>
        <name>SignOnScreen</name>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Checking…</source>
            <translation>正在核对…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Command that makes the first account</source>
            <translation>建立第一个账号的命令</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Copy it with Ctrl+A, Ctrl+C</source>
            <translation>按 Ctrl+A、Ctrl+C 复制</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Demo centre: choose a person; password: {password}</source>
            <translation>演示中心：请选择身份，密码：{password}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Deskside</source>
            <translation>席边</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Enter signs on</source>
            <translation>按 Enter 签入</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>It lies in the system's keyring; unticking forgets it</source>
            <translation>密码保存在系统密钥环中，取消勾选即忘记</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Nobody has an account in this database yet. Make the first one in a terminal, then sign on:</source>
            <translation>此数据库还没有任何账号。请先在终端中用下面的命令建立第一个账号，再签入：</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Password</source>
            <translation>密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Remember my password on this PC</source>
            <translation>在本机记住我的密码</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Set by your administrator.</source>
            <translation>由管理员设定。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Sign on</source>
            <translation>签入</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Sign on (Enter)</source>
            <translation>签入（Enter）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Sign on as {name} ({number})</source>
            <translation>以 {name}（{number}）签入</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Sign on with your work number</source>
            <translation>请用工号签入</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>This PC has no keyring, so it cannot keep a password safely.</source>
            <translation>本机没有密钥环，无法安全地保存密码。</translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/sign_on.py" />
            <source>Waiting on this PC until {number} signs on, to be shared then: %n thing(s)</source>
            <translation>
                <numerusform>这台电脑上有 {number} 的 %n 项内容待共享，其下次签入时自动共享</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Work number</source>
            <translation>工号</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Work waits on this PC whose key is missing in the keyring; its file is kept.</source>
            <translation>这台电脑上有待共享的内容，但密钥环中缺少密钥；文件已保留。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/sign_on.py" />
            <source>Your own work number</source>
            <translation>您本人的工号</translation>
        </message>
    </context>
    <context>
        <name>StatusLine</name>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>All kept on this PC</source>
            <translation>已保存在这台电脑</translation>
        </message>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>All saved</source>
            <translation>已全部保存</translation>
        </message>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>Connected</source>
            <translation>已连接</translation>
        </message>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>Connected, live</source>
            <translation>已连接，实时</translation>
        </message>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>Connected; what others do shows late</source>
            <translation>已连接，他人的改动显示会延迟</translation>
        </message>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>No connection</source>
            <translation>连接中断</translation>
        </message>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>Not saved yet; trying again</source>
            <translation>尚未保存，正在重试</translation>
        </message>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>Saving…</source>
            <translation>正在保存…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/status_line.py" />
            <source>Waiting for the database…</source>
            <translation>正在等待数据库…</translation>
        </message>
    </context>
    <context>
        <name>SubmitStrip</name>
        <message numerus="yes">
            <location filename="../../console/widgets/submit_strip.py" />
            <source>%n judged on seconds you have not heard:</source>
            <translation>
                <numerusform>%n 项的证据片段尚未听过：</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/submit_strip.py" />
            <source>%n not scored; they will not deduct:</source>
            <translation>
                <numerusform>%n 项未评，提交后不扣分：</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Back to the sheet (Esc)</source>
            <translation>返回考核表（Esc）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Before you submit</source>
            <translation>提交前确认</translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Everything is scored and heard.</source>
            <translation>已全部评完，证据均已听过。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Go on scoring</source>
            <translation>继续评分</translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Go to {item}</source>
            <translation>转到 {item}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Go to {item} and hear it</source>
            <translation>转到 {item} 并播放</translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Submit</source>
            <translation>提交</translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Submit anyway</source>
            <translation>仍然提交</translation>
        </message>
        <message>
            <location filename="../../console/widgets/submit_strip.py" />
            <source>Submit the sheet as it is (Return)</source>
            <translation>按现状提交（回车）</translation>
        </message>
    </context>
    <context>
        <name>Suggestions</name>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>By the telephone system and the recording.</source>
            <translation>依据：电话系统和录音。</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>Heard in the recording.</source>
            <translation>依据：录音检测。</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>Measured by the telephone system.</source>
            <translation>依据：电话系统计时。</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>Play: click, or {key}</source>
            <translation>单击或按 {key} 播放</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>Suggested: conforms</source>
            <translation>建议：符合</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>Suggested: does not conform</source>
            <translation>建议：不符合</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>Suggested: listen for it here</source>
            <translation>建议：请听此处</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>Suggested: not applicable</source>
            <translation>建议：不适用</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>Take it: +, or {key}</source>
            <translation>单击“＋”或按 {key} 采纳</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>both silent {length} s</source>
            <translation>双方静默 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>longest wait {length} s</source>
            <translation>最长等候 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>nobody waited</source>
            <translation>无等候</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>on hold {length} s</source>
            <translation>保持 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>rang {length} s</source>
            <translation>振铃 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>ring-back heard for {length} s</source>
            <translation>听到回铃 {length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>{length} s</source>
            <translation>{length} 秒</translation>
        </message>
        <message>
            <location filename="../../console/desk/suggestion_words.py" />
            <source>{reason}, at most {limit} s</source>
            <translation>{reason}，上限 {limit} 秒</translation>
        </message>
    </context>
    <context>
        <name>Talk</name>
        <message>
            <location filename="../../console/desk/talk_words.py" />
            <source>MUTED: nobody hears you</source>
            <translation>已静音：没有人听到您</translation>
        </message>
        <message>
            <location filename="../../console/desk/talk_words.py" />
            <source>NO MICROPHONE: nobody hears you</source>
            <translation>没有麦克风：没有人听到您</translation>
        </message>
        <message>
            <location filename="../../console/desk/talk_words.py" />
            <source>ON AIR: agent and customer hear you</source>
            <translation>正在说话：坐席和客户都听得到您</translation>
        </message>
        <message>
            <location filename="../../console/desk/talk_words.py" />
            <source>ON AIR: the agent hears you</source>
            <translation>正在说话：坐席听得到您</translation>
        </message>
        <message>
            <location filename="../../console/desk/talk_words.py" />
            <source>ON AIR: the customer hears you</source>
            <translation>正在说话：客户听得到您</translation>
        </message>
        <message>
            <location filename="../../console/desk/talk_words.py" />
            <source>Opening the microphone…</source>
            <translation>正在打开麦克风……</translation>
        </message>
        <message>
            <location filename="../../console/desk/talk_words.py" />
            <source>The telephone system has closed the way for your microphone; choose again how to be heard.</source>
            <translation>电话系统关闭了您的麦克风通路；请重新选择通话方式。</translation>
        </message>
    </context>
    <context>
        <name>TalkLevel</name>
        <message>
            <location filename="../../console/widgets/talk_level.py" />
            <source>Level of your microphone</source>
            <translation>您的麦克风音量</translation>
        </message>
        <message>
            <location filename="../../console/widgets/talk_level.py" />
            <source>Level of your microphone; grey while nobody hears it</source>
            <translation>您的麦克风音量；灰色表示没有人听到</translation>
        </message>
    </context>
    <context>
        <name>TalkPart</name>
        <message>
            <location filename="../../console/widgets/talk_part.py" />
            <source>Hold to speak</source>
            <translation>按住说话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/talk_part.py" />
            <source>Microphone open</source>
            <translation>麦克风打开</translation>
        </message>
        <message>
            <location filename="../../console/widgets/talk_part.py" />
            <source>Mute</source>
            <translation>静音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/talk_part.py" />
            <source>Open microphone</source>
            <translation>打开麦克风</translation>
        </message>
        <message>
            <location filename="../../console/widgets/talk_part.py" />
            <source>Speak</source>
            <translation>说话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/talk_part.py" />
            <source>You are heard from one press to the next</source>
            <translation>按一次开始说话，再按一次静音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/talk_part.py" />
            <source>You are heard until you press it again</source>
            <translation>对方一直听得到您，直到再按一次</translation>
        </message>
        <message>
            <location filename="../../console/widgets/talk_part.py" />
            <source>You are heard while you hold this, or its key</source>
            <translation>按住此按钮或其按键时，对方听得到您</translation>
        </message>
    </context>
    <context>
        <name>Telephony</name>
        <message numerus="yes">
            <location filename="../../console/desk/telephony_link.py" />
            <source>%n s</source>
            <translation>
                <numerusform>%n 秒</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>Connecting to telephony…</source>
            <translation>正在连接电话系统……</translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>No word from telephony for {age}</source>
            <translation>电话系统已 {age} 无消息</translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>Telephony connected</source>
            <translation>电话系统已连接</translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>Telephony connected: {words}</source>
            <translation>电话系统已连接：{words}</translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>Telephony not connected: {words}</source>
            <translation>电话系统未连接：{words}</translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>cut for practice</source>
            <translation>练习断线</translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>the gateway failed</source>
            <translation>网关出错</translation>
        </message>
        <message>
            <location filename="../../console/desk/telephony_link.py" />
            <source>the gateway was ended</source>
            <translation>网关已停止</translation>
        </message>
    </context>
    <context>
        <name>TimeBar</name>
        <message>
            <location filename="../../console/widgets/time_bar.py" />
            <source>Limits passed about here: {count}</source>
            <translation>此处附近超过时限：{count}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_bar.py" />
            <source>Note: {words}</source>
            <translation>记录：{words}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_bar.py" />
            <source>The last 24 hours, at {time}</source>
            <translation>最近 24 小时，{time}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_bar.py" />
            <source>{state}: {count}</source>
            <translation>{state}：{count}</translation>
        </message>
    </context>
    <context>
        <name>TimeKept</name>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source> · </source>
            <translation> · </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/time_words.py" />
            <source>%n agent(s), {present} signed on</source>
            <translation>
                <numerusform>%n 名坐席，{present} 人签入</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Absent</source>
            <translation>缺勤</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>After call</source>
            <translation>话后</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Agent</source>
            <translation>坐席</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Attendance</source>
            <translation>考勤</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Away {length}</source>
            <translation>离席 {length}</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Away, other</source>
            <translation>其他离席</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Busy</source>
            <translation>示忙</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Busy without leave for over 15 minutes: how often, and how long together</source>
            <translation>未经批准示忙超过 15 分钟：次数与合计时长</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>By the rule book chosen above; over an hour late or early is an absence</source>
            <translation>按上方所选制度判定；迟到或早退超过一小时记为缺勤</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Calls</source>
            <translation>接听数</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Calls in which the agent talked</source>
            <translation>坐席实际通话的来去电数</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Calls {calls}</source>
            <translation>接听 {calls}</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Early {length}</source>
            <translation>早退 {length}</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>First signed on at</source>
            <translation>首次签入时间</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Hold</source>
            <translation>保持</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>In time</source>
            <translation>正常</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Last signed off at</source>
            <translation>最后签出时间</translation>
        </message>
        <message>
            <location filename="../../console/desk/rule_books.py" />
            <source>Late after {late}, early before {early}</source>
            <translation>{late} 后迟到，{early} 前早退</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Late {late}, early {early}</source>
            <translation>迟到 {late}，早退 {early}</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Late {length}</source>
            <translation>迟到 {length}</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Meal</source>
            <translation>用餐</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Meeting</source>
            <translation>会议</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>No record</source>
            <translation>无记录</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>No sign-on was seen: off, on leave or absent. Nothing is charged; decide it in the month.</source>
            <translation>未见签入：可能轮休、请假或缺勤。此处不扣分，请在月度考勤中认定。</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Nobody was listening when the day should have begun or ended; nothing is charged.</source>
            <translation>应到或应退时段没有监测数据，不予扣分。</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Nobody was listening: neither work nor absence is counted</source>
            <translation>无监测数据：既不算在岗，也不算缺勤</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Not seen</source>
            <translation>未监测到</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Not signed on</source>
            <translation>未签入</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Nothing is known of this day; nothing is charged.</source>
            <translation>当天没有任何数据，不予扣分。</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Off</source>
            <translation>签出</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>On</source>
            <translation>签入</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Over 15 min</source>
            <translation>超 15 分钟</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Over an hour late or early.</source>
            <translation>迟到或早退超过一小时。</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Ready</source>
            <translation>空闲</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Rest</source>
            <translation>小休</translation>
        </message>
        <message>
            <location filename="../../console/desk/rule_books.py" />
            <source>Shifts: nobody is late</source>
            <translation>轮班制：不判迟到早退</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Signed on</source>
            <translation>在岗</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Talking</source>
            <translation>通话</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Talking, consulting and conferences</source>
            <translation>通话、咨询与三方</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Team</source>
            <translation>班组</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Time away for another reason, or for none</source>
            <translation>其他原因或未注明原因的离席时长</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Time away: {reason}</source>
            <translation>离席时长：{reason}</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Time signed on, whatever the state</source>
            <translation>签入期间的总时长，不论状态</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Training</source>
            <translation>培训</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>Unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>attendance {points} of 20 points (−{lost})</source>
            <translation>考勤得 {points} 分（满分 20，扣 {lost} 分）</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>busy over 15 min: {times}</source>
            <translation>示忙超 15 分钟 {times} 次</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>late {late}, early {early}, absent {absent}</source>
            <translation>迟到 {late}，早退 {early}，缺勤 {absent}</translation>
        </message>
        <message>
            <location filename="../../console/desk/rule_books.py" />
            <source>lunch {begin}–{end}</source>
            <translation>午休 {begin}–{end}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/time_words.py" />
            <source>no sign-on: %n day(s)</source>
            <translation>
                <numerusform>未签入 %n 天</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/time_words.py" />
            <source>not seen: %n day(s)</source>
            <translation>
                <numerusform>未监测到 %n 天</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/desk/rule_books.py" />
            <source>{hours}, {lunch}</source>
            <translation>{hours}，{lunch}</translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>{minutes} min</source>
            <translation>{minutes} 分钟</translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/time_words.py" />
            <source>{month}: %n day(s) signed on</source>
            <translation>
                <numerusform>{month}：签入 %n 天</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/desk/time_words.py" />
            <source>{state} ({reason})</source>
            <translation>{state}（{reason}）</translation>
        </message>
    </context>
    <context>
        <name>TimePage</name>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>All teams</source>
            <translation>所有班组</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>Enter lists the agent's calls in Review</source>
            <translation>回车在听评中列出该坐席的录音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>It begins when a telephone system first tells what agents do.</source>
            <translation>电话系统首次上报坐席状态后开始记录。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>No time is kept yet</source>
            <translation>尚无考勤记录</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>Reading {day}</source>
            <translation>正在读取 {day}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>Show only one team</source>
            <translation>只显示一个班组</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>Show today</source>
            <translation>显示今天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>The day cannot be shown now</source>
            <translation>暂时无法显示这一天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>The day that is shown</source>
            <translation>当前显示的日期</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>The rule book for late, early and absent</source>
            <translation>判定迟到、早退与缺勤的制度</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>Time kept</source>
            <translation>考勤</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>Today</source>
            <translation>今天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/time_page.py" />
            <source>Try again</source>
            <translation>重试</translation>
        </message>
    </context>
    <context>
        <name>TransportBar</name>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>Agent left, customer right</source>
            <translation>坐席在左，客户在右</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>Both in the middle</source>
            <translation>双方居中</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>Length</source>
            <translation>时长</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>Play</source>
            <translation>播放</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>Position</source>
            <translation>位置</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>Sound output</source>
            <translation>声音输出</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>Sound output: {device}</source>
            <translation>声音输出：{device}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/player_transport.py" />
            <source>System default</source>
            <translation>系统默认</translation>
        </message>
    </context>
    <context>
        <name>TuningList</name>
        <message>
            <location filename="../../console/widgets/tuning_list.py" />
            <source>Counting the last seven days</source>
            <translation>正在统计最近七天</translation>
        </message>
        <message>
            <location filename="../../console/widgets/tuning_list.py" />
            <source>Limits…</source>
            <translation>时限…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/tuning_list.py" />
            <source>No alert of the last seven days was answered or is over.</source>
            <translation>最近七天没有已处理或已结束的提醒。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/tuning_list.py" />
            <source>Set the limits of {team}</source>
            <translation>设置{team}的时限</translation>
        </message>
        <message>
            <location filename="../../console/widgets/tuning_list.py" />
            <source>The last seven days by team, state and level</source>
            <translation>最近七天，按班组、状态和级别</translation>
        </message>
    </context>
    <context>
        <name>UpdateWork</name>
        <message>
            <location filename="../../console/update_work.py" />
            <source>Deskside {version} is there.</source>
            <translation>席边 {version} 已发布。</translation>
        </message>
        <message>
            <location filename="../../console/update_work.py" />
            <source>Open its installer</source>
            <translation>打开安装程序</translation>
        </message>
        <message>
            <location filename="../../console/update_work.py" />
            <source>The installer is being fetched and checked…</source>
            <translation>正在获取并核对安装程序……</translation>
        </message>
        <message>
            <location filename="../../console/update_work.py" />
            <source>The installer is open. Close Deskside when it asks for that.</source>
            <translation>安装程序已打开。请在它要求时关闭席边。</translation>
        </message>
    </context>
    <context>
        <name>WavePicture</name>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Both talking</source>
            <translation>双方同时说话</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Evidence for item {number}: {start} to {end}. Click to play.</source>
            <translation>第 {number} 项的证据：{start} 至 {end}，点击播放</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Evidence for items {numbers}.</source>
            <translation>第 {numbers} 项的证据。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_picture.py" />
            <source>Opening the recording…</source>
            <translation>正在打开录音…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_picture.py" />
            <source>Picture of the call</source>
            <translation>通话波形</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Position {position} of {total}.</source>
            <translation>位置 {position}，共 {total}。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Praised until {end}.</source>
            <translation>表扬片段至 {end}。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Ring-back tone</source>
            <translation>回铃音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Shown: {start} to {end}.</source>
            <translation>显示 {start} 至 {end}。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Silence</source>
            <translation>静音</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_picture.py" />
            <source>Waiting for the first sound…</source>
            <translation>正在等待声音…</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>Well done</source>
            <translation>表扬</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>{kind} from {start}, {length}</source>
            <translation>{kind}，自 {start} 起，{length}</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>{kind} until {end}.</source>
            <translation>{kind}，至 {end}。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform_words.py" />
            <source>{praise}: {start} to {end}. A clip for the agent.</source>
            <translation>{praise}：{start} 至 {end}，给坐席的片段。</translation>
        </message>
    </context>
    <context>
        <name>Waveform</name>
        <message>
            <location filename="../../console/widgets/waveform.py" />
            <source>Evidence</source>
            <translation>证据</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform.py" />
            <source>Overview</source>
            <translation>概览</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform.py" />
            <source>Scroll the picture</source>
            <translation>滚动波形</translation>
        </message>
        <message>
            <location filename="../../console/widgets/waveform.py" />
            <source>Silence, talk-over</source>
            <translation>静音 / 抢话</translation>
        </message>
    </context>
    <context>
        <name>WhatHappened</name>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Copied</source>
            <translation>已复制</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Copy the report</source>
            <translation>复制报告</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Deskside ended unexpectedly</source>
            <translation>席边意外结束</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Go on</source>
            <translation>继续</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Go on to sign on (Enter)</source>
            <translation>继续签入（回车）</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>It met a fault of its own and went on: {fault}.</source>
            <translation>程序自身出错，但已继续运行：{fault}。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>It met a fault of its own that it could not go on after: {fault}.</source>
            <translation>程序自身出错，无法继续：{fault}。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Marks and notes are saved as they are made: they are as you left them, but for the last one where it was being written at that moment.</source>
            <translation>评分和备注随做随存：都保持原样，只有当时正在写入的最后一处可能缺失。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Nothing waits on this PC to be shared.</source>
            <translation>本机上没有待共享的内容。</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Open the folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Show where the report lies</source>
            <translation>显示报告所在位置</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>Something went wrong last time</source>
            <translation>上次出现了错误</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>This report stays on this PC and is sent nowhere. It holds versions and places in the program; no calls, names, numbers or notes. Give it to whoever looks after Deskside:</source>
            <translation>此报告只留在本机，不会发送到任何地方。其中只有版本和程序位置，没有通话、姓名、号码或备注。请把它交给维护席边的人：</translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/what_happened.py" />
            <source>Waiting on this PC to be shared at the next sign-on: %n thing(s)</source>
            <translation>
                <numerusform>本机上有 %n 项待下次签入时共享</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>What waits on this PC to be shared is being counted…</source>
            <translation>正在清点本机上待共享的内容……</translation>
        </message>
        <message>
            <location filename="../../console/widgets/what_happened.py" />
            <source>{fault}, at {place}</source>
            <translation>{fault}，位于 {place}</translation>
        </message>
    </context>
    <context>
        <name>Workplace</name>
        <message>
            <location filename="../../console/workplace.py" />
            <source>Monitoring sheet — Deskside</source>
            <translation>监听考核表 — 席边</translation>
        </message>
        <message>
            <location filename="../../console/workplace.py" />
            <source>Player — Deskside</source>
            <translation>播放器 — 席边</translation>
        </message>
    </context>
    <context>
        <name>_FloorWindow</name>
        <message>
            <location filename="../../console/widgets/floor_window.py" />
            <source>Floor — Deskside</source>
            <translation>现场 — 席边</translation>
        </message>
        <message>
            <location filename="../../console/widgets/floor_window.py" />
            <source>Floor — Deskside ({key}: full screen)</source>
            <translation>现场 — 席边（{key}：全屏）</translation>
        </message>
    </context>
</TS>
