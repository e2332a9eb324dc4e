pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Kiosk.CabinetPanel

// A dark bar with the tabs, one of two pages, and a line that says what could not be done.
Window {
    id: window

    property int page: 0
    readonly property var cardFaults: Cabinet.cardFaults
    readonly property int faults: {
        const doors = Cabinet.locker.doors ?? {};
        const ofDoors = Object.keys(doors).reduce((sum, number) => sum + doors[number].faults.length, 0);
        return ofDoors + cardFaults.length + [Cabinet.locker, Cabinet.printer, Cabinet.camera]
            .reduce((sum, device) => sum + (device.faults ?? []).length, 0);
    }

    color: Look.ground
    title: Words.say.frame.title
    visible: false

    component Tab: T.AbstractButton {
        id: tab

        property bool chosen: false

        implicitHeight: 44
        implicitWidth: name.implicitWidth + 2 * Look.pad

        Accessible.role: Accessible.PageTab
        Accessible.name: text
        Accessible.onPressAction: tab.click()

        contentItem: Line {
            id: name
            color: tab.chosen ? Look.frameText : Look.frameSoft
            font.weight: tab.chosen ? Font.DemiBold : Font.Normal
            horizontalAlignment: Text.AlignHCenter
            text: tab.text
        }
        background: Rectangle {
            color: "transparent"

            Rectangle {
                anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
                color: "#e0b252"
                height: 3
                visible: tab.chosen || tab.visualFocus
            }
        }
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        Rectangle {
            Layout.fillWidth: true
            Layout.preferredHeight: 44
            color: Look.frame

            RowLayout {
                anchors.fill: parent
                anchors.leftMargin: 14
                anchors.rightMargin: 6
                spacing: Look.pad

                Line {
                    color: Look.frameText
                    font.pixelSize: Look.strong
                    font.weight: Font.DemiBold
                    text: Words.say.frame.title
                }

                Rectangle {
                    Layout.preferredHeight: 9
                    Layout.preferredWidth: 9
                    color: Cabinet.connected ? "#63c08b" : "#f08a7d"
                    radius: 5
                }

                Line {
                    Layout.fillWidth: true
                    color: Look.frameSoft
                    text: Cabinet.connected ? Words.say.frame.connected : Words.say.frame.lost
                }

                Tab { chosen: window.page === 0; text: Words.say.frame.hands; onClicked: window.page = 0 }

                Tab {
                    chosen: window.page === 1
                    text: Words.say.frame.faults + (window.faults > 0 ? " (" + window.faults + ")" : "")
                    onClicked: window.page = 1
                }

                Tab { text: Words.say.frame.language; onClicked: Words.switch() }
            }
        }

        StackLayout {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.margins: Look.pad
            currentIndex: window.page
            enabled: Cabinet.connected
            opacity: Cabinet.connected ? 1 : 0.5

            Scrolled {
                page: Component { HandsPage {} }
            }

            Scrolled {
                page: Component { FaultsPage {} }
            }
        }

        Rectangle {
            Layout.fillWidth: true
            Layout.preferredHeight: 28
            color: Cabinet.message ? Look.badGround : Look.card

            Line {
                anchors { fill: parent; leftMargin: 14; rightMargin: 14 }
                color: Cabinet.message ? Look.bad : Look.soft
                font.pixelSize: 12
                text: Cabinet.message ? Words.say.refusals[Cabinet.message] ?? Cabinet.message : Words.say.frame.ready
            }
        }
    }
}
