pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Targets over the whole glass, the outer ones at its very edge; a touched one fills.
PageBody {
    id: test

    readonly property int columns: Theme.wide ? 6 : 4
    readonly property int rows: Math.ceil(page.places / columns)
    readonly property real side: Theme.mm(Theme.small ? 13.5 : 17)
    readonly property real stepX: (width - side) / (columns - 1)
    readonly property real stepY: (height - side) / (rows - 1)
    // the words stand between two rows, the button under them or under the next row
    readonly property int above: Math.floor(rows / 2) * columns
    readonly property int between: Theme.wide ? 0 : columns

    component Places: Repeater {
        id: places

        property int first: 0

        Pressable {
            id: place
            required property int index
            readonly property int number: places.first + index
            readonly property bool done: (test.page.done ?? []).indexOf(number) >= 0

            x: number % test.columns * test.stepX
            y: Math.floor(number / test.columns) * test.stepY
            width: test.side
            height: test.side
            padding: 0
            leftPadding: 0
            rightPadding: 0
            text: String(number + 1)
            enabled: !done
            onTapped: Screen.answer("place", String(number))

            contentItem: Item {
                Icon {
                    anchors.centerIn: parent
                    visible: place.done
                    name: "check"
                    colour: Theme.light
                    side: Theme.icon
                }

                Words {
                    anchors.centerIn: parent
                    visible: !place.done
                    text: place.text
                    heavy: true
                    spoken: false
                }
            }

            background: Rectangle {
                radius: place.corner
                color: place.done ? Theme.good : place.down ? Theme.tintDown : Theme.card
                border.width: Theme.edge
                border.color: place.done ? Theme.good : Theme.brand
            }
        }
    }

    headed: false
    buttons: []

    Item {
        parent: test
        anchors.fill: parent

        Places {
            model: test.above
        }

        Words {
            id: heading
            x: Theme.margin
            y: (test.above / test.columns - 1) * test.stepY + test.side
            width: parent.width - 2 * Theme.margin
            height: (test.stepY - test.side) * (Theme.wide ? 0.5 : 1)
            text: test.page.title
            capital: Theme.strong
            heavy: true
            color: Theme.brand
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            Accessible.role: Accessible.Heading
        }

        Places {
            first: test.above
            model: test.between
        }

        Repeater {
            model: (test.page.buttons ?? []).length

            BigButton {
                required property int index
                readonly property var shown: test.page.buttons[index] ?? ({})
                readonly property real room: test.stepY - test.side

                anchors.horizontalCenter: parent?.horizontalCenter
                y: heading.y + (Theme.wide ? room * 0.5 : test.stepY) + (room * (Theme.wide ? 0.5 : 1) - height) / 2
                width: Math.min(test.width - 2 * Theme.margin, Theme.mm(110))
                text: shown.label ?? ""
                onTapped: Screen.answer(shown.name, "")
            }
        }

        Places {
            first: test.above + test.between
            model: test.page.places - first
        }
    }
}
