pragma ComponentBehavior: Bound

import QtQuick

// The printer's mouth with a slip hanging out: a little while it prints, all of it when it can be taken.
Item {
    id: picture

    property real side: Theme.mm(100)
    property bool printing: true

    implicitWidth: side
    implicitHeight: side

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.22
        width: parent.width * 0.5
        height: parent.height * (picture.printing ? 0.38 : 0.70)
        color: Theme.card
        border.width: Theme.edge
        border.color: Theme.brand

        Column {
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.mm(5)
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.mm(4)

            Repeater {
                model: picture.printing ? [0.6, 0.8] : [0.5, 0.8, 0.8, 0.6]

                Rectangle {
                    required property real modelData
                    width: picture.width * 0.36 * modelData
                    height: Theme.mm(1.4)
                    radius: height / 2
                    color: Theme.line
                }
            }
        }
    }

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.08
        width: parent.width * 0.8
        height: parent.height * 0.2
        radius: Theme.mm(3)
        color: Theme.brand

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height * 0.62
            width: parent.width * 0.76
            height: Theme.mm(2)
            radius: height / 2
            color: Theme.gold
        }
    }
}
