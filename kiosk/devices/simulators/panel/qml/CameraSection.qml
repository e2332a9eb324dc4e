pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic as C
import QtQuick.Layouts
import Kiosk.CabinetPanel

// The tray as it lies there, and everything that may be laid on it.
Section {
    id: tray

    readonly property var say: Words.say.camera
    readonly property string paper: Cabinet.camera.paper ?? "empty"
    readonly property var papers: Shelf.papers
    readonly property var spoiled: Cabinet.spoiled
    readonly property bool empty: paper === "empty"
    readonly property list<string> slips: (Cabinet.printer.slips ?? []).slice(-4).reverse()

    title: say.title
    aside: empty ? say.empty
        : Words.say.papers[paper] + (papers.includes(paper) ? " " + say.of + " " + Cabinet.writer : "")

    RowLayout {
        Layout.fillWidth: true
        spacing: Look.pad

        ColumnLayout {
            Layout.alignment: Qt.AlignTop
            Layout.fillWidth: false
            spacing: Look.gap

            Rectangle {
                Layout.fillWidth: true
                Layout.minimumWidth: 156
                Layout.preferredHeight: 156
                color: Look.tray
                radius: Look.radius

                Image {
                    anchors.centerIn: parent
                    width: 140
                    height: 140
                    fillMode: Image.PreserveAspectFit
                    rotation: 90 * (Cabinet.camera.quarter ?? 0)
                    source: Cabinet.paperPicture
                    visible: !tray.empty
                    cache: false
                }
            }

            Chip {
                Layout.fillWidth: true
                enabled: !tray.empty
                text: tray.say.clear
                onClicked: Cabinet.clearTray()
            }
        }

        GridLayout {
            Layout.alignment: Qt.AlignTop
            Layout.fillWidth: true
            columnSpacing: Look.pad
            columns: 2
            rowSpacing: Look.gap

            Line {
                Layout.alignment: Qt.AlignTop
                Layout.preferredHeight: Look.control
                color: Look.soft
                text: tray.say.papers
            }

            Flow {
                Layout.fillWidth: true
                spacing: 6

                Repeater {
                    model: tray.papers

                    Chip {
                        required property string modelData

                        chosen: tray.paper === modelData
                        text: Words.say.papers[modelData]
                        onClicked: Cabinet.layPaper(modelData)
                    }
                }
            }

            Line { text: "" }

            Flow {
                Layout.fillWidth: true
                spacing: 6

                Chip { enabled: !tray.empty; text: tray.say.rotate; onClicked: Cabinet.turnPaper() }

                Chip { enabled: !tray.empty; text: tray.say.another; onClicked: Cabinet.layAnother() }
            }

            Line { color: Look.soft; text: tray.say.slips }

            Flow {
                Layout.fillWidth: true
                spacing: 6

                Line { height: Look.control; text: tray.say.no_slip; visible: tray.slips.length === 0 }

                Repeater {
                    model: tray.slips

                    Chip {
                        required property string modelData

                        chosen: tray.paper === "slip" && Cabinet.laidSlip === modelData
                        text: modelData.replace("slip-", "").replace(".png", "")
                        onClicked: Cabinet.laySlip(modelData)
                    }
                }
            }

            Line { color: Look.soft; text: Words.say.papers["card-code"] }

            RowLayout {
                spacing: 6

                C.TextField {
                    id: code
                    Layout.fillWidth: true
                    Layout.preferredHeight: Look.control
                    font.family: Look.face
                    font.pixelSize: Look.normal
                    padding: 5
                    placeholderText: tray.say.code
                    selectByMouse: true
                    Accessible.name: placeholderText
                    // without a window manager nobody else gives this window the keyboard
                    onPressed: code.Window.window.requestActivate()
                    onAccepted: Cabinet.layCode(text)
                }

                Chip {
                    enabled: code.text.length > 0
                    text: tray.say.show_code
                    onClicked: Cabinet.layCode(code.text)
                }
            }

            Line { color: Look.soft; text: tray.say.picture }

            Flow {
                Layout.fillWidth: true
                spacing: 6

                Repeater {
                    model: Shelf.defects

                    Chip {
                        required property string modelData

                        chosen: tray.spoiled.includes(modelData)
                        text: Words.say.defects[modelData]
                        warns: chosen
                        onClicked: Cabinet.spoil(modelData, !chosen)
                    }
                }
            }
        }
    }
}
