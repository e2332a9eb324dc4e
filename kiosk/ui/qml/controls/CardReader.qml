pragma ComponentBehavior: Bound

import QtQuick

// The reader as drawn: the card above its place, in it with a ring of progress, or leaving with a tick.
Item {
    id: reader

    property real side: Theme.mm(100)
    property real progress: 0
    property string phase: "waiting"

    readonly property bool reading: phase === "reading"
    readonly property bool lift: phase === "lift"

    implicitWidth: side
    implicitHeight: side

    ProgressRing {
        anchors.fill: parent
        value: reader.lift ? 1 : reader.reading ? Math.max(0.03, reader.progress) : 0
        done: reader.lift
    }

    Rectangle {
        id: place
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.60
        width: parent.width * 0.46
        height: parent.height * 0.05
        radius: height / 2
        color: Theme.line
    }

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * (reader.reading ? 0.36 : 0.25)
        width: parent.width * 0.40
        height: width * 0.63
        radius: width * 0.06
        color: Theme.card
        border.width: Theme.edge
        border.color: Theme.brand

        Rectangle {
            x: parent.width * 0.09
            y: parent.height * 0.2
            width: parent.width * 0.26
            height: parent.height * 0.42
            radius: Theme.mm(0.8)
            color: Theme.gold
        }

        Column {
            x: parent.width * 0.45
            y: parent.height * 0.24
            spacing: parent.height * 0.12

            Repeater {
                model: [0.44, 0.36, 0.44]

                Rectangle {
                    required property real modelData
                    width: reader.width * 0.40 * modelData
                    height: Math.max(2, reader.width * 0.012)
                    radius: height / 2
                    color: Theme.line
                }
            }
        }
    }

    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.68
        name: reader.lift ? "done" : reader.reading ? "lock" : "down"
        colour: reader.lift ? Theme.good : Theme.brand
        side: parent.width * 0.13
    }
}
