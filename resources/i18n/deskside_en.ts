<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
    <context>
        <name>Alerts</name>
        <message numerus="yes">
            <location filename="../../console/desk/alert_words.py" />
            <source>%n time(s)</source>
            <translation>
                <numerusform>%n time</numerusform>
                <numerusform>%n times</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/alert_words.py" />
            <source>{alert}, and %n more</source>
            <translation>
                <numerusform>{alert}, and %n more</numerusform>
                <numerusform>{alert}, and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ConflictPane</name>
        <message numerus="yes">
            <location filename="../../console/widgets/conflict_pane.py" />
            <source>Marked ≠ because the two differ: %n line(s)</source>
            <translation>
                <numerusform>Marked ≠ because the two differ: %n line</numerusform>
                <numerusform>Marked ≠ because the two differ: %n lines</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Console</name>
        <message numerus="yes">
            <location filename="../../console/app.py" />
            <source>%n s</source>
            <translation>
                <numerusform>%n s</numerusform>
                <numerusform>%n s</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/app.py" />
            <source>%n sheet(s) or note(s) could not be saved yet. To leave all the same, ask again.</source>
            <translation>
                <numerusform>%n sheet or note could not be saved yet. To leave all the same, ask again.</numerusform>
                <numerusform>%n sheets or notes could not be saved yet. To leave all the same, ask again.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ItemRow</name>
        <message numerus="yes">
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>evidence: %n</source>
            <translation>
                <numerusform>evidence: %n</numerusform>
                <numerusform>evidence: %n</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>OfflineWork</name>
        <message numerus="yes">
            <location filename="../../console/offline_work.py" />
            <source>The database is back; shared from this PC: %n thing(s).</source>
            <translation>
                <numerusform>The database is back; shared from this PC: %n thing.</numerusform>
                <numerusform>The database is back; shared from this PC: %n things.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PutOffStrip</name>
        <message numerus="yes">
            <location filename="../../console/widgets/put_off_strip.py" />
            <source>%n min</source>
            <translation>
                <numerusform>%n min</numerusform>
                <numerusform>%n min</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ScoreBadge</name>
        <message numerus="yes">
            <location filename="../../console/widgets/score_badge.py" />
            <source>%n failed</source>
            <translation>
                <numerusform>%n failed</numerusform>
                <numerusform>%n failed</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/score_badge.py" />
            <source>%n not scored</source>
            <translation>
                <numerusform>%n not scored</numerusform>
                <numerusform>%n not scored</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SignOnScreen</name>
        <message numerus="yes">
            <location filename="../../console/widgets/sign_on.py" />
            <source>Waiting on this PC until {number} signs on, to be shared then: %n thing(s)</source>
            <translation>
                <numerusform>Waiting on this PC until {number} signs on, to be shared then: %n thing</numerusform>
                <numerusform>Waiting on this PC until {number} signs on, to be shared then: %n things</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SubmitStrip</name>
        <message numerus="yes">
            <location filename="../../console/widgets/submit_strip.py" />
            <source>%n judged on seconds you have not heard:</source>
            <translation>
                <numerusform>%n judged on seconds you have not heard:</numerusform>
                <numerusform>%n judged on seconds you have not heard:</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/submit_strip.py" />
            <source>%n not scored; they will not deduct:</source>
            <translation>
                <numerusform>%n not scored; they will not deduct:</numerusform>
                <numerusform>%n not scored; they will not deduct:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Telephony</name>
        <message numerus="yes">
            <location filename="../../console/desk/telephony_link.py" />
            <source>%n s</source>
            <translation>
                <numerusform>%n s</numerusform>
                <numerusform>%n s</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TimeKept</name>
        <message numerus="yes">
            <location filename="../../console/desk/time_words.py" />
            <source>%n agent(s), {present} signed on</source>
            <translation>
                <numerusform>%n agent, {present} signed on</numerusform>
                <numerusform>%n agents, {present} signed on</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/time_words.py" />
            <source>no sign-on: %n day(s)</source>
            <translation>
                <numerusform>no sign-on: %n day</numerusform>
                <numerusform>no sign-on: %n days</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/time_words.py" />
            <source>not seen: %n day(s)</source>
            <translation>
                <numerusform>not seen: %n day</numerusform>
                <numerusform>not seen: %n days</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/desk/time_words.py" />
            <source>{month}: %n day(s) signed on</source>
            <translation>
                <numerusform>{month}: %n day signed on</numerusform>
                <numerusform>{month}: %n days signed on</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>WhatHappened</name>
        <message numerus="yes">
            <location filename="../../console/widgets/what_happened.py" />
            <source>Waiting on this PC to be shared at the next sign-on: %n thing(s)</source>
            <translation>
                <numerusform>Waiting on this PC to be shared at the next sign-on: %n thing</numerusform>
                <numerusform>Waiting on this PC to be shared at the next sign-on: %n things</numerusform>
            </translation>
        </message>
    </context>
</TS>
