pragma ComponentBehavior: Bound

import QtQuick

// A small button on the band: letters or an icon; filled when its setting is on.
Pressable {
    id: button

    property string label: ""
    property string picture: ""
    property bool chosen: false

    implicitWidth: Theme.mm(Theme.largeText ? (Theme.small ? 16.5 : 18) : Theme.small ? 13.5 : 16)
    implicitHeight: Theme.mm(Theme.small ? 14 : 15)
    padding: 0
    leftPadding: 0
    rightPadding: 0
    Accessible.checkable: true
    Accessible.checked: chosen

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.picture
            colour: button.chosen ? Theme.band : Theme.bandInk
            side: Theme.mm(8.5)
        }

        Words {
            anchors.centerIn: parent
            text: button.label
            capital: Math.max(5.2, Theme.fine)
            heavy: true
            color: button.chosen ? Theme.band : Theme.bandInk
            spoken: false
        }
    }

    background: Rectangle {
        radius: Theme.mm(2.5)
        color: button.chosen ? (button.down ? Theme.tintDown : Theme.bandInk) : button.down ? Theme.brandDown : Theme.band
        border.width: Theme.edge
        border.color: Theme.bandInk
    }
}
