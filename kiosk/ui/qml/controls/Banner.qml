pragma ComponentBehavior: Bound

import QtQuick

// A line with an icon on a coloured ground: advice, a fault, a notice.
Rectangle {
    id: banner

    property string text
    property string look: "warning"
    property string picture: look === "good" ? "done" : look === "sorry" ? "sorry" : look === "info" ? "info" : "warning"

    readonly property real inset: Theme.small ? Theme.mm(3) : Theme.pad
    readonly property color front: look === "good" ? Theme.good : look === "sorry" ? Theme.bad
        : look === "info" ? Theme.brand : Theme.warn

    visible: text !== ""
    implicitHeight: visible ? words.implicitHeight + Theme.pad * 1.2 : 0
    radius: Theme.radius
    color: look === "good" ? Theme.goodGround : look === "sorry" ? Theme.badGround
        : look === "info" ? Theme.tint : Theme.warnGround
    border.width: Theme.hairline
    border.color: front

    Icon {
        id: sign
        x: banner.inset
        anchors.verticalCenter: parent.verticalCenter
        name: banner.picture
        colour: banner.front
        side: Theme.icon * 0.9
    }

    Words {
        id: words
        anchors.left: sign.right
        anchors.leftMargin: Theme.gap * 0.8
        anchors.right: parent.right
        anchors.rightMargin: banner.inset
        anchors.verticalCenter: parent.verticalCenter
        text: banner.text
        color: banner.front
    }
}
