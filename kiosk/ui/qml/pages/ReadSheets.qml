pragma ComponentBehavior: Bound

import QtQuick
import "../controls"

// A list on several codes is read from paper: how many were seen, and which are still missing.
PageBody {
    id: sheets

    readonly property int total: page.total
    readonly property var seen: page.read
    readonly property int columns: total <= 10 ? 5 : Theme.wide ? 18 : total <= 40 ? 8 : 12
    readonly property int rows: Math.ceil(total / columns)
    readonly property real room: free - count.height - number.height - 2 * column.spacing
    readonly property real side: Math.min(Theme.mm(Theme.small ? 13 : 24),
        (width - 2 * Theme.margin) / columns - grid.spacing, room / Math.max(1, rows) - grid.spacing)

    centred: true
    least: total === 0 ? Theme.mm(50) + number.implicitHeight + column.spacing
        : count.implicitHeight + number.implicitHeight + 2 * column.spacing + rows * (Theme.mm(8) + grid.spacing)

    Column {
        id: column

        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.gap * (Theme.wide ? 1 : 2)

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: sheets.total === 0
            width: Math.min(Math.max(Theme.mm(50), sheets.free * 0.5), Theme.mm(Theme.small ? 60 : 110))
            height: width
            radius: width / 2
            color: Theme.card
            border.width: Theme.edge
            border.color: Theme.faint

            Icon {
                anchors.centerIn: parent
                name: "qr"
                side: parent.width * 0.4
            }
        }

        Words {
            id: count

            width: parent.width
            visible: sheets.total > 0
            text: sheets.seen.length + "/" + sheets.total
            capital: Theme.display
            heavy: true
            color: Theme.brand
            horizontalAlignment: Text.AlignHCenter
        }

        Words {
            id: number

            width: parent.width
            visible: text !== ""
            text: sheets.page.sheet
            color: Theme.soft
            horizontalAlignment: Text.AlignHCenter
        }

        Grid {
            id: grid

            anchors.horizontalCenter: parent.horizontalCenter
            visible: sheets.total > 0
            columns: Math.min(sheets.columns, Math.max(1, sheets.total))
            spacing: Theme.gap * 0.6

            Repeater {
                model: sheets.total

                Rectangle {
                    id: cell

                    required property int index
                    readonly property bool there: sheets.seen.indexOf(index + 1) >= 0

                    width: sheets.side
                    height: sheets.side
                    radius: Theme.radius
                    color: there ? Theme.brand : Theme.card
                    border.width: Theme.hairline
                    border.color: there ? Theme.brand : Theme.line

                    Icon {
                        anchors.centerIn: parent
                        visible: cell.there
                        name: "check"
                        colour: Theme.light
                        side: parent.width * 0.5
                    }

                    Words {
                        anchors.centerIn: parent
                        visible: !cell.there && cell.width >= Theme.mm(Theme.largeText ? 14 : 9)
                        text: cell.index + 1
                        capital: Theme.fine
                        color: Theme.ink
                    }
                }
            }
        }
    }
}
