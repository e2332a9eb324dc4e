pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Everything once more before it is handed in; each answer can be changed from here.
PageBody {
    id: review

    Scroller {
        anchors.fill: parent

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

        PaperList {
            width: parent.width
            heading: Screen.words.leave
            picture: "lock"
            papers: review.page.leave
        }

        PaperList {
            width: parent.width
            heading: Screen.words.take
            picture: "home"
            papers: review.page.take
        }
    }
}
