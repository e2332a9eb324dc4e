pragma ComponentBehavior: Bound

import QtQuick
import "../controls"

// The officer's round: counts, the cabinet, what to do now, what was done.
PageBody {
    id: round

    readonly property real side: Theme.wide ? (width - 2 * Theme.margin) * 0.5 : 0

    Row {
        id: tallies
        x: round.side
        width: parent.width - x
        spacing: Theme.gap

        Repeater {
            model: round.page.tallies.length

            TallyCard {
                required property int index
                width: (tallies.width - (round.page.tallies.length - 1) * Theme.gap) / round.page.tallies.length
                tally: round.page.tallies[index] ?? ({})
            }
        }
    }

    least: (Theme.wide ? 0 : tallies.height + Theme.gap * 3) + last.height + (now.visible ? now.height + Theme.gap : 0)
        + cabinet.least

    CabinetView {
        id: cabinet
        y: Theme.wide ? 0 : tallies.height + Theme.gap * 1.5
        width: Theme.wide ? round.side - Theme.margin : parent.width
        height: Theme.wide ? parent.height : (now.visible ? now.y : last.y) - Theme.gap * 1.5 - y
        bays: round.page.bays
        // smaller than this its numbers cannot be read
        visible: height >= Theme.mm(30)
    }

    Banner {
        id: now
        anchors.bottom: last.top
        anchors.bottomMargin: last.visible ? Theme.gap : 0
        x: round.side
        width: parent.width - x
        text: round.page.current
        look: "info"
        picture: "door-open"
    }

    Column {
        id: last
        readonly property int room: Theme.wide || Theme.small ? 1 : 3
        readonly property var lines: round.page.log.slice(-room)

        anchors.bottom: parent.bottom
        x: round.side
        width: parent.width - x
        visible: lines.length > 0
        height: visible ? implicitHeight : 0
        spacing: Theme.mm(1)

        Repeater {
            model: last.lines.length

            Words {
                required property int index
                width: last.width
                text: last.lines[index] ?? ""
                color: Theme.soft
            }
        }
    }
}
