pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Everything once more before it is handed in; each answer can be changed from here. Where the papers go stays in
// sight while the answers scroll: under them, or beside them; a narrow panel has no room and scrolls both.
PageBody {
    id: review

    least: Theme.small ? answers.whole : 0

    Item {
        id: whole
        anchors.fill: parent

        Scroller {
            id: answers
            width: Theme.wide ? (parent.width - Theme.gap) / 2 : parent.width
            height: Theme.wide || Theme.small ? parent.height : ways.y - Theme.gap

            Rectangle {
                width: parent.width
                height: rows.implicitHeight
                radius: Theme.radius
                color: Theme.card
                border.width: Theme.hairline
                border.color: Theme.faint

                Column {
                    id: rows
                    width: parent.width

                    Repeater {
                        model: review.page.rows.length

                        ReviewLine {
                            required property int index
                            width: rows.width
                            row: review.page.rows[index] ?? ({})
                            last: index === review.page.rows.length - 1
                            onChange: name => Screen.answer("change", name)
                        }
                    }
                }
            }

            Item {
                id: under
                width: parent.width
                height: ways.height
                visible: Theme.small
            }
        }

        Item {
            id: ways

            readonly property real half: (width - Theme.gap) / 2
            readonly property real tallest: Math.max(leave.implicitHeight, take.implicitHeight)

            parent: Theme.small ? under : whole
            x: Theme.wide ? (whole.width + Theme.gap) / 2 : 0
            y: Theme.small || Theme.wide ? 0 : whole.height - height
            width: whole.width - x
            height: tallest

            PaperList {
                id: leave
                width: ways.half
                height: ways.tallest
                heading: Screen.words.leave
                picture: "lock"
                papers: review.page.leave
            }

            PaperList {
                id: take
                x: ways.half + Theme.gap
                width: ways.half
                height: ways.tallest
                heading: Screen.words.take
                picture: "home"
                papers: review.page.take
            }
        }
    }
}
