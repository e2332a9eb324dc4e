pragma ComponentBehavior: Bound

import QtQuick

// One thing to take along: waiting with its own picture, taken with a tick.
Rectangle {
    id: thing

    property bool taken: false
    property string text
    property string picture

    implicitHeight: Math.max(Theme.mm(Theme.small ? 26 : 38), words.implicitHeight + Theme.pad * 2)
    radius: Theme.radius
    color: taken ? Theme.goodGround : Theme.warnGround
    border.width: Theme.edge
    border.color: taken ? Theme.good : Theme.warn

    Icon {
        id: sign
        x: Theme.pad * 1.4
        anchors.verticalCenter: parent.verticalCenter
        name: thing.taken ? "done" : thing.picture
        colour: thing.taken ? Theme.good : Theme.warn
        side: Theme.icon * 1.8
    }

    Words {
        id: words
        anchors.left: sign.right
        anchors.leftMargin: Theme.gap * 1.5
        anchors.right: parent.right
        anchors.rightMargin: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        text: thing.text
        capital: Theme.strong
        heavy: !thing.taken
        color: thing.taken ? Theme.good : Theme.warn
    }
}
