<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>BranchActions</name>
    <message numerus="yes">
        <source>Hide %n run(s)</source>
        <translation>
            <numerusform>Hide %n run</numerusform>
            <numerusform>Hide %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %1 and %n branch(es) below it are hidden.</source>
        <translation>
            <numerusform>Run %1 and %n branch below it are hidden.</numerusform>
            <numerusform>Run %1 and %n branches below it are hidden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SessionsPanel</name>
    <message numerus="yes">
        <source>Bring back %n hidden run(s)</source>
        <translation>
            <numerusform>Bring back %n hidden run</numerusform>
            <numerusform>Bring back %n hidden runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TreePanel</name>
    <message numerus="yes">
        <source> · %n more run(s) in Sessions</source>
        <translation>
            <numerusform> · %n more run in Sessions</numerusform>
            <numerusform> · %n more runs in Sessions</numerusform>
        </translation>
    </message>
</context>
</TS>
