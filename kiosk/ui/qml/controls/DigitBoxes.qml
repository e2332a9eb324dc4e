pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The digits typed, in groups; a PIN shows dots and is never spoken. Many stand in two rows.
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
    readonly property int inRow: longest <= 16 ? longest : Math.ceil(longest / 8) * 4
    readonly property int apartInRow: breaks.filter(end => end <= inRow && end < longest).length
    readonly property real cell: Math.min(Theme.mm(17),
        (width - (inRow - 1) * apart - apartInRow * wider) / Math.max(1, inRow))
    readonly property real tall: Math.max(Theme.mm(Theme.small ? 13 : 20), cell * 1.3)

    implicitHeight: Math.ceil(longest / Math.max(1, inRow)) * (tall + wider) - wider
    Accessible.role: Accessible.EditableText
    Accessible.name: Screen.words.typed + ": " + (hidden ? digits.length : digits.split("").join(" "))

    Flow {
        anchors.centerIn: parent
        // half a gap more than it needs, so that rounding never breaks a row early
        width: boxes.inRow * (boxes.cell + boxes.apart) + boxes.apartInRow * boxes.wider - boxes.apart / 2
        spacing: boxes.apart

        Repeater {
            model: boxes.longest

            Item {
                id: cell
                required property int index
                readonly property bool filled: index < boxes.digits.length

                width: boxes.cell + (boxes.breaks.includes(index + 1) && index + 1 < boxes.longest ? boxes.wider : 0)
                height: boxes.tall

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
