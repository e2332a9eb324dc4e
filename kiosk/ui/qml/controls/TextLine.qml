pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// What has been typed so far, with its caret; not a target, the keyboard under it is.
Rectangle {
    id: line

    property string text
    property string hint
    property string picture: ""

    implicitHeight: Math.max(Theme.touch, words.implicitHeight + Theme.pad)
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.edge
    border.color: Theme.brand

    Accessible.role: Accessible.EditableText
    Accessible.name: text === "" ? hint : Screen.words.typed + ": " + text

    Icon {
        id: sign
        x: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        name: line.picture
    }

    Words {
        id: words
        x: (sign.visible ? sign.x + sign.width : 0) + Theme.pad
        width: parent.width - x - Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        text: line.text === "" ? line.hint : line.text
        capital: line.text === "" ? Theme.body : Theme.strong
        heavy: line.text !== ""
        color: line.text === "" ? Theme.soft : Theme.ink
        spoken: false
    }

    Rectangle {
        visible: line.text !== ""
        x: words.x + Math.min(words.contentWidth, words.width) + Theme.mm(0.8)
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.mm(0.8)
        height: parent.height * 0.5
        color: Theme.gold
    }
}
