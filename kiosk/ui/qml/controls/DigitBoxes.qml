pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The digits typed, in groups; a PIN shows dots and is never spoken.
Item {
    id: boxes

    property string digits: ""
    property int longest: 12
    property var groups: []
    property bool hidden: false

    readonly property var breaks: {
        let sum = 0;
        return groups.map(size => sum += size);
    }
    readonly property real apart: Theme.mm(1.6)
    readonly property real wider: Theme.mm(5)
    readonly property real cell: Math.min(Theme.mm(17),
        (width - (longest - 1) * apart - Math.max(0, groups.length - 1) * wider) / Math.max(1, longest))

    implicitHeight: Math.max(Theme.mm(Theme.small ? 13 : 20), cell * 1.3)
    Accessible.role: Accessible.EditableText
    Accessible.name: Screen.words.typed + ": " + (hidden ? digits.length : digits.split("").join(" "))

    Row {
        anchors.centerIn: parent
        height: parent.height
        spacing: boxes.apart

        Repeater {
            model: boxes.longest

            Item {
                id: cell
                required property int index
                readonly property bool filled: index < boxes.digits.length

                width: boxes.cell + (boxes.breaks.includes(index + 1) && index + 1 < boxes.longest ? boxes.wider : 0)
                height: parent?.height ?? 0

                Rectangle {
                    width: boxes.cell
                    height: parent.height
                    radius: Theme.mm(1.5)
                    color: Theme.card
                    border.width: cell.index === boxes.digits.length ? Theme.edge * 1.5 : Theme.hairline
                    border.color: cell.index === boxes.digits.length ? Theme.brand : Theme.line

                    Words {
                        anchors.centerIn: parent
                        visible: cell.filled && !boxes.hidden
                        text: cell.filled ? boxes.digits[cell.index] : ""
                        capital: Theme.small ? Theme.body : Theme.title
                        heavy: true
                        spoken: false
                    }

                    Rectangle {
                        anchors.centerIn: parent
                        visible: cell.filled && boxes.hidden
                        width: Theme.mm(5)
                        height: width
                        radius: width / 2
                        color: Theme.ink
                    }
                }
            }
        }
    }
}
