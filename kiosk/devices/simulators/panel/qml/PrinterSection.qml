pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as C
import QtQuick.Layouts
import Kiosk.CabinetPanel

// What hangs out of the printer: the newest slip, older ones a touch away, and the hands on roll and cover.
Section {
    id: printer

    readonly property var say: Words.say.printer
    readonly property var seen: Cabinet.printer
    readonly property list<string> slips: seen.slips ?? []
    readonly property bool coverOpen: (seen.faults ?? []).includes("cover-open")
    property int back: 0
    readonly property string shown: slips.length ? slips[Math.max(0, slips.length - 1 - back)] : ""

    title: say.title
    aside: seen.roll_mm === undefined ? "" : (seen.waiting > 0 ? seen.waiting + " " + say.waiting + " · " : "")
        + (seen.roll_mm / 1000).toFixed(1) + " m"
    asideColor: seen.roll_mm < 3000 ? Look.bad : Look.soft
    onSlipsChanged: back = 0

    Flickable {
        id: paper
        Layout.minimumHeight: 160
        Layout.fillHeight: true
        Layout.fillWidth: true
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        contentHeight: picture.height
        C.ScrollBar.vertical: C.ScrollBar {
            policy: paper.contentHeight > paper.height ? C.ScrollBar.AlwaysOn : C.ScrollBar.AsNeeded
        }

        Rectangle {
            width: paper.width
            height: Math.max(paper.height, picture.height)
            color: printer.shown ? Look.pressed : Look.raised
        }

        Image {
            id: picture
            x: 6
            width: paper.width - 18
            asynchronous: true
            fillMode: Image.PreserveAspectFit
            smooth: true
            mipmap: true
            source: Cabinet.slipPicture(printer.shown)
            Accessible.role: Accessible.Graphic
            Accessible.name: printer.shown
        }

        Line {
            width: paper.width
            height: paper.height
            color: Look.soft
            horizontalAlignment: Text.AlignHCenter
            text: printer.say.none
            visible: printer.shown === ""
        }
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: 6

        Chip {
            enabled: printer.back < printer.slips.length - 1
            text: "‹"
            Accessible.name: printer.say.older
            onClicked: printer.back += 1
        }

        Line {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: printer.slips.length ? (printer.slips.length - printer.back) + " / " + printer.slips.length : "–"
        }

        Chip {
            enabled: printer.back > 0
            text: "›"
            Accessible.name: printer.say.newer
            onClicked: printer.back -= 1
        }
    }

    Chip {
        Layout.fillWidth: true
        enabled: printer.shown !== ""
        text: printer.say.lay
        onClicked: Cabinet.laySlip(printer.shown)
    }

    GridLayout {
        Layout.fillWidth: true
        columnSpacing: 6
        columns: 2
        rowSpacing: 6
        uniformCellWidths: true

        Chip { Layout.fillWidth: true; text: printer.say.pull_roll; onClicked: Cabinet.atPrinter("pull-roll") }

        Chip { Layout.fillWidth: true; text: printer.say.change_roll; onClicked: Cabinet.atPrinter("new-roll") }

        Chip { Layout.fillWidth: true; text: printer.say.short_roll; onClicked: Cabinet.atPrinter("short-roll") }

        Chip {
            Layout.fillWidth: true
            chosen: printer.coverOpen
            text: printer.coverOpen ? printer.say.close_cover : printer.say.open_cover
            warns: chosen
            onClicked: Cabinet.atPrinter(printer.coverOpen ? "close-cover" : "open-cover")
        }
    }
}
