pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// The pages of a document in a row, a window of six at a time, numbered; arrows move the window.
Item {
    id: strip

    property int count: 0
    property int chosen: 1
    signal picked(int sheet)

    readonly property int window: Theme.wide ? 8 : 4
    readonly property int first: Math.max(1, Math.min(chosen - Math.floor(window / 2), count - window + 1))
    readonly property real arrow: Theme.mm(14)
    readonly property real cell: (width - 2 * (arrow + Theme.gap) - (window - 1) * Theme.gap) / window

    implicitHeight: Theme.mm(Theme.small ? 24 : Theme.wide ? 26 : 42)

    Key {
        width: strip.arrow
        height: parent.height
        text: Screen.words.sheet_before
        picture: "back"
        enabled: strip.chosen > 1
        onTapped: strip.picked(strip.chosen - 1)
    }

    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        height: parent.height
        spacing: Theme.gap

        Repeater {
            model: Math.min(strip.window, strip.count)

            Pressable {
                id: thumb
                required property int index
                readonly property int sheet: strip.first + index
                readonly property bool shown: sheet === strip.chosen

                width: strip.cell
                height: strip.height
                padding: Theme.mm(1.5)
                leftPadding: padding
                rightPadding: padding
                text: Screen.words.sheet + " " + sheet
                onTapped: strip.picked(sheet)

                contentItem: Item {
                    Image {
                        anchors.fill: parent
                        anchors.bottomMargin: number.implicitHeight
                        source: Screen.pictures["page-" + thumb.sheet] ?? ""
                        sourceSize: Qt.size(Math.ceil(strip.cell), Math.ceil(strip.height))
                        fillMode: Image.PreserveAspectFit
                        cache: false
                        Accessible.ignored: true
                    }

                    Words {
                        id: number
                        anchors.bottom: parent.bottom
                        anchors.horizontalCenter: parent.horizontalCenter
                        text: thumb.sheet
                        capital: Theme.fine
                        heavy: thumb.shown
                        color: thumb.shown ? Theme.brand : Theme.soft
                        spoken: false
                    }
                }

                background: Rectangle {
                    radius: Theme.mm(2)
                    color: thumb.down ? Theme.tintDown : thumb.shown ? Theme.tint : Theme.card
                    border.width: thumb.shown ? Theme.edge * 1.5 : Theme.hairline
                    border.color: thumb.shown ? Theme.brand : Theme.line
                }
            }
        }
    }

    Key {
        anchors.right: parent.right
        width: strip.arrow
        height: parent.height
        text: Screen.words.sheet_after
        picture: "next"
        enabled: strip.chosen < strip.count
        onTapped: strip.picked(strip.chosen + 1)
    }
}
