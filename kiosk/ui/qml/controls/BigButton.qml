pragma ComponentBehavior: Bound

import QtQuick

// A button of the page: one way on (primary), other ways (plain, quiet), and one to think twice about (danger).
Pressable {
    id: button

    property string look: "plain"
    property string picture: ""

    readonly property color ground: !enabled ? Theme.off
        : look === "primary" ? (down ? Theme.brandDown : Theme.brand)
        : look === "danger" ? (down ? Theme.brandDown : Theme.bad)
        : down ? Theme.tintDown : (look === "quiet" ? Theme.ground : Theme.card)
    readonly property color front: !enabled ? Theme.offInk
        : look === "primary" || look === "danger" ? Theme.light : Theme.brand

    leftPadding: Theme.small ? Theme.mm(2) : Theme.pad
    rightPadding: leftPadding

    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight

        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.gap * 0.7

            Icon {
                id: sign
                anchors.verticalCenter: parent.verticalCenter
                name: button.picture
                colour: button.front
                side: Theme.icon * 0.9
            }

            Words {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(Math.ceil(implicitWidth),
                    button.availableWidth - (sign.visible ? sign.width + row.spacing : 0))
                text: button.text
                capital: button.look === "primary" ? Theme.strong : Theme.body
                heavy: true
                color: button.front
                horizontalAlignment: sign.visible ? Text.AlignLeft : Text.AlignHCenter
                spoken: false
            }
        }
    }

    background: Rectangle {
        radius: button.corner
        color: button.ground
        border.width: button.enabled && (button.look === "primary" || button.look === "danger") ? 0 : Theme.edge
        border.color: button.enabled && button.look !== "quiet" ? Theme.brand : Theme.line
    }
}
