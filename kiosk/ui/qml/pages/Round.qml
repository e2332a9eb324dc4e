pragma ComponentBehavior: Bound

import QtQuick
import "../controls"

// The officer's round: counts, the cabinet, what to do now, what was done.
PageBody {
    id: round

    Row {
        id: tallies
        width: parent.width
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

    CabinetView {
        anchors.top: tallies.bottom
        anchors.topMargin: Theme.gap * 1.5
        anchors.bottom: now.visible ? now.top : last.top
        anchors.bottomMargin: Theme.gap * 1.5
        width: parent.width
        bays: round.page.bays
    }

    Banner {
        id: now
        anchors.bottom: last.top
        anchors.bottomMargin: last.visible ? Theme.gap : 0
        width: parent.width
        text: round.page.current
        look: "info"
        picture: "door-open"
    }

    Column {
        id: last
        readonly property int room: Theme.wide || Theme.small ? 1 : 3
        readonly property var lines: round.page.log.slice(-room)

        anchors.bottom: parent.bottom
        width: parent.width
        visible: lines.length > 0
        height: visible ? implicitHeight : 0
        spacing: Theme.mm(1)

        Repeater {
            model: last.lines.length

            Words {
                required property int index
                width: last.width
                text: last.lines[index] ?? ""
                capital: Theme.fine
                color: Theme.soft
            }
        }
    }
}
