<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
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
    </context>
    <context>
        <name>ItemRow</name>
        <message numerus="yes">
            <location filename="../../console/widgets/sheet_rows.py" />
            <source>%n piece(s) of evidence</source>
            <translation>
                <numerusform>%n piece of evidence</numerusform>
                <numerusform>%n pieces of evidence</numerusform>
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
        <name>SubmitStrip</name>
        <message numerus="yes">
            <location filename="../../console/widgets/submit_strip.py" />
            <source>%n item(s) judged on seconds you have not heard:</source>
            <translation>
                <numerusform>%n item judged on seconds you have not heard:</numerusform>
                <numerusform>%n items judged on seconds you have not heard:</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../console/widgets/submit_strip.py" />
            <source>%n item(s) not scored; they will not deduct:</source>
            <translation>
                <numerusform>%n item not scored; they will not deduct:</numerusform>
                <numerusform>%n items not scored; they will not deduct:</numerusform>
            </translation>
        </message>
    </context>
</TS>
