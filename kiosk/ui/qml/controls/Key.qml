pragma ComponentBehavior: Bound

import QtQuick

// One key of the keyboard or the pad: a letter, a picture, or a word.
Pressable {
    id: key

    property string label: text
    property string picture: ""
    property bool lit: false
    property real capital: Theme.strong

    implicitWidth: Theme.mm(12.7)
    implicitHeight: Theme.mm(14)
    padding: 0
    leftPadding: 0
    rightPadding: 0
    corner: Theme.mm(2)

    contentItem: Item {
        Words {
            anchors.centerIn: parent
            visible: key.picture === ""
            text: key.label
            capital: key.capital
            heavy: true
            color: key.enabled ? (key.lit ? Theme.light : Theme.ink) : Theme.offInk
            spoken: false
            // one letter needs no room for marks
            lineHeightMode: key.label.length === 1 ? Text.FixedHeight : Text.ProportionalHeight
            lineHeight: key.label.length === 1 ? Theme.mm(key.capital * 1.4) : 1
        }

        Icon {
            anchors.centerIn: parent
            name: key.picture
            colour: key.lit ? Theme.light : Theme.brand
            side: Math.min(Theme.icon, parent.height * 0.62)
        }
    }

    background: Rectangle {
        radius: key.corner
        color: key.down ? Theme.tintDown : key.lit ? Theme.brand : Theme.card
        border.width: Theme.hairline
        border.color: Theme.line
    }
}
