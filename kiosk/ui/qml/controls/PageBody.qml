pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// What every page has: the question as its one heading, a line under it, the page's own part, its buttons. A page
// whose own part needs more room than is left (`least`) scrolls as a whole over its buttons, which stay.
FocusScope {
    id: body

    required property var page
    property var buttons: page.buttons
    property bool centred: false
    property bool headed: true
    // whether its own way to call somebody is in sight: then the frame's place for it stays empty
    property bool helps: false
    property real least: 0
    default property alias contents: holder.data
    readonly property alias free: holder.height
    readonly property int wait: page.wait_s ?? 0
    property int waited: 0
    readonly property int again: Math.max(0, wait - waited)
    readonly property alias overflows: area.overflows

    function act(name: string): void {
        Screen.answer(name, "");
    }

    function asClock(seconds: int): string {
        return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
    }

    onWaitChanged: waited = 0

    Timer {
        interval: 1000
        repeat: true
        running: body.again > 0
        onTriggered: body.waited += 1
    }

    Flickable {
        id: area

        readonly property real gapUnderHead: body.headed ? Theme.mm(Theme.small ? 3 : Theme.wide ? 4 : 9) : 0
        readonly property real room: actions.y - (actions.visible ? Theme.mm(Theme.small ? 4 : Theme.wide ? 4 : 8) : 0)
        readonly property real needed: head.height + gapUnderHead + body.least
        readonly property bool overflows: needed > room + 1

        width: parent.width
        height: room - (overflows ? more.height + Theme.gap : 0)
        contentHeight: overflows ? needed + Theme.gap : height
        interactive: overflows
        clip: overflows
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: head
            x: Theme.margin
            width: body.width - 2 * Theme.margin
            height: body.headed ? implicitHeight : 0
            visible: body.headed
            topPadding: Theme.mm(Theme.small ? 2.5 : Theme.wide ? 5 : 12)
            spacing: Theme.gap * 0.8

            Words {
                width: parent.width
                text: body.page.title
                capital: Theme.title
                heavy: true
                color: Theme.brand
                horizontalAlignment: body.centred ? Text.AlignHCenter : Text.AlignLeft
                Accessible.role: Accessible.Heading
            }

            Words {
                width: parent.width
                visible: text !== ""
                text: body.page.lead
                color: Theme.soft
                horizontalAlignment: body.centred ? Text.AlignHCenter : Text.AlignLeft
            }

            Banner {
                width: parent.width
                text: body.page.error
                look: "sorry"
            }

            Banner {
                width: parent.width
                text: body.again > 0 ? Screen.words.again_in + " " + body.asClock(body.again) : ""
                look: "info"
                picture: "clock"
            }
        }

        Item {
            id: holder
            x: Theme.margin
            y: head.height + area.gapUnderHead
            width: head.width
            height: area.contentHeight - y
        }
    }

    MoreButton {
        id: more
        x: (parent.width - width) / 2
        y: area.y + area.height + Theme.gap
        visible: area.overflows
        over: area
    }

    ActionBar {
        id: actions
        x: Theme.margin
        width: head.width
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.mm(Theme.small ? 3 : Theme.wide ? 3 : 6)
        buttons: body.buttons
        onChosen: name => body.act(name)
    }
}
