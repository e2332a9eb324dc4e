pragma ComponentBehavior: Bound

import QtQuick

// One thing of the machine: its sign and state on the left, how its last test went on the right.
Pressable {
    id: line

    property var row: ({})
    readonly property color front: row.health === "good" ? Theme.good : row.health === "bad" ? Theme.bad
        : row.health === "warning" ? Theme.warn : Theme.soft

    text: row.label ?? ""
    description: [row.state, row.fault, row.tested].filter(words => words).join(", ")
    implicitHeight: Math.max(Theme.touch, implicitContentHeight + topPadding + bottomPadding)
    padding: Theme.pad * 0.5
    rightPadding: Theme.pad * 0.6

    contentItem: Item {
        implicitHeight: Math.max(words.implicitHeight, tested.implicitHeight, sign.height)

        Rectangle {
            id: sign
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.icon * 1.3
            height: width
            radius: width / 2
            color: "transparent"
            border.width: Theme.edge
            border.color: line.front

            Icon {
                anchors.centerIn: parent
                name: line.row.health === "good" ? "check" : line.row.health === "bad" ? "warning"
                    : line.row.health === "warning" ? "info" : "help"
                colour: line.front
                side: Theme.icon * 0.85
            }
        }

        Column {
            id: words
            anchors.verticalCenter: parent.verticalCenter
            x: sign.width + Theme.gap
            width: tested.x - x - Theme.gap
            spacing: Theme.mm(0.6)

            Words {
                width: parent.width
                text: line.text
                heavy: true
                spoken: false
            }

            Words {
                width: parent.width
                text: line.row.state ?? ""
                capital: Theme.fine
                color: line.front
                spoken: false
            }

            Words {
                width: parent.width
                visible: text !== ""
                text: line.row.fault ?? ""
                capital: Theme.fine
                color: Theme.soft
                spoken: false
            }
        }

        Column {
            id: tested
            anchors.verticalCenter: parent.verticalCenter
            anchors.right: parent.right
            width: line.availableWidth * (Theme.small ? 0.34 : 0.3)
            spacing: Theme.mm(0.6)

            Icon {
                anchors.right: parent.right
                name: line.row.verdict === "passed" ? "done" : line.row.verdict === "failed" ? "warning" : "right"
                colour: line.row.verdict === "passed" ? Theme.good : line.row.verdict === "failed" ? Theme.bad : Theme.brand
                side: Theme.icon * 0.8
            }

            Words {
                width: parent.width
                text: line.row.tested ?? ""
                capital: Theme.fine
                horizontalAlignment: Text.AlignRight
                color: line.row.verdict === "failed" ? Theme.bad : Theme.soft
                spoken: false
            }
        }
    }

    background: Rectangle {
        radius: line.corner
        color: line.down ? Theme.tintDown : Theme.card
        border.width: line.row.health === "bad" || line.row.verdict === "failed" ? Theme.edge * 1.5 : Theme.hairline
        border.color: line.row.health === "bad" || line.row.verdict === "failed" ? Theme.bad : Theme.line
    }
}
