pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// One answer of the review, and the button that changes it.
Item {
    id: line

    property var row: ({})
    property bool last: false
    signal change(string name)

    implicitHeight: Math.max(pair.implicitHeight + Theme.pad, button.visible ? button.height + Theme.mm(3) : 0)

    Labelled {
        id: pair
        x: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - (button.visible ? button.width + Theme.pad + Theme.gap : Theme.pad)
        label: line.row.label ?? ""
        value: line.row.value ?? ""
    }

    BigButton {
        id: button
        anchors.right: parent.right
        anchors.rightMargin: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.mm(Theme.small ? (Theme.largeText ? 42 : 32) : Theme.largeText ? 64 : 52)
        height: Theme.mm(Theme.small ? 13.5 : 15)
        implicitHeight: height
        padding: 0
        leftPadding: Theme.mm(1)
        rightPadding: Theme.mm(1)
        visible: (line.row.change ?? "") !== ""
        look: "quiet"
        picture: Theme.small ? "" : "edit"
        text: Screen.words.change
        Accessible.name: text + ": " + (line.row.label ?? "")
        onTapped: line.change(line.row.change)
    }

    Rectangle {
        visible: !line.last
        x: Theme.pad
        anchors.bottom: parent.bottom
        width: parent.width - 2 * Theme.pad
        height: Theme.hairline
        color: Theme.faint
    }
}
