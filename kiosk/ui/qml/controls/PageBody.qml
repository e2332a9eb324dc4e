pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// What every page has: the question as its one heading, a line under it, the page's own part, its buttons.
FocusScope {
    id: body

    required property var page
    property var buttons: page.buttons
    property bool centred: false
    property bool headed: true
    default property alias contents: holder.data
    readonly property alias free: holder.height

    function act(name: string): void {
        Screen.answer(name, "");
    }

    Column {
        id: head
        x: Theme.margin
        width: parent.width - 2 * Theme.margin
        height: body.headed ? implicitHeight : 0
        visible: body.headed
        topPadding: Theme.mm(Theme.small ? 4 : Theme.wide ? 5 : 12)
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
    }

    Item {
        id: holder
        x: Theme.margin
        width: head.width
        anchors.top: head.bottom
        anchors.topMargin: body.headed ? Theme.mm(Theme.small ? 4 : Theme.wide ? 4 : 9) : 0
        anchors.bottom: actions.top
        anchors.bottomMargin: actions.visible ? Theme.mm(Theme.small ? 4 : Theme.wide ? 4 : 8) : 0
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
