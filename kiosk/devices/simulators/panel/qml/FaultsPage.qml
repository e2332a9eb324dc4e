pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.CabinetPanel

// Bad luck, device by device.
RowLayout {
    id: page

    spacing: Look.pad
    uniformCellSizes: true

    ColumnLayout {
        Layout.alignment: Qt.AlignTop
        Layout.fillWidth: true
        spacing: Look.pad

        FaultSection {
            Layout.fillWidth: true
            active: Cabinet.locker.faults ?? []
            device: "locker"
        }

        FaultSection {
            Layout.fillWidth: true
            active: Cabinet.cardFaults
            device: "card"

            Line {
                Layout.fillWidth: true
                color: Look.soft
                font.pixelSize: Look.small
                text: Words.say.faults.card_note
            }

            Flow {
                Layout.fillWidth: true
                spacing: 6

                Chip { text: Words.say.faults.kill_service; warns: true; onClicked: Cabinet.runReaderService(false) }

                Chip { text: Words.say.faults.start_service; onClicked: Cabinet.runReaderService(true) }
            }
        }
    }

    ColumnLayout {
        Layout.alignment: Qt.AlignTop
        Layout.fillWidth: true
        spacing: Look.pad

        FaultSection {
            Layout.fillWidth: true
            active: Cabinet.printer.faults ?? []
            device: "printer"
        }

        FaultSection {
            Layout.fillWidth: true
            active: Cabinet.camera.faults ?? []
            device: "camera"
        }

        Chip {
            Layout.fillWidth: true
            Layout.preferredHeight: 36
            text: Words.say.faults.clear
            onClicked: Cabinet.clearFaults()
        }
    }
}
