pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// Whom to call: the number before everything, then what became of the call, when and where the office is.
PageBody {
    id: help

    Scroller {
        id: told
        anchors.fill: parent
        spacing: Theme.gap * 1.6

        Rectangle {
            width: parent?.width ?? 0
            height: number.implicitHeight + 2 * Theme.pad
            radius: Theme.radius
            color: Theme.card
            border.width: Theme.edge
            border.color: Theme.brand

            Column {
                id: number
                x: Theme.pad
                y: Theme.pad
                width: parent.width - 2 * Theme.pad
                spacing: Theme.gap * 0.6

                Words {
                    width: parent.width
                    text: Screen.words.hotline
                    color: Theme.soft
                    horizontalAlignment: Text.AlignHCenter
                }

                Words {
                    width: parent.width
                    text: help.page.hotline
                    capital: Theme.display
                    heavy: true
                    color: Theme.brand
                    horizontalAlignment: Text.AlignHCenter
                }
            }
        }

        Banner {
            width: parent?.width ?? 0
            text: help.page.call
            look: help.page.sent ? "good" : "warning"
        }

        SectionCard {
            width: parent?.width ?? 0
            section: ({ heading: "", lines: help.page.lines })
            airy: !Theme.wide && !Theme.small
        }
    }

    SpareEmblem {
        name: "phone"
        above: told.whole
    }
}
