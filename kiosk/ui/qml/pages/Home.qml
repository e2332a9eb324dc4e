pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// The first page: the office greets, and what can be done here stands as verbs within reach.
PageBody {
    id: home

    readonly property bool terse: Theme.small && (page.notice !== "" || Theme.largeText || page.tiles.length > 4)

    headed: false
    helps: !overflows && !reach.overflows && page.tiles.some(tile => tile.name === "call-help")
    least: question.height + grid.height + Theme.gap * 3

    Item {
        anchors.fill: parent

        Rectangle {
            id: hero
            x: -Theme.margin
            width: parent.width + 2 * Theme.margin
            height: Math.max(0, parent.height - reach.height - Theme.gap * 2)
            visible: height > greeting.implicitHeight + Theme.gap * 2
            color: Theme.brand

            CabinetMark {
                id: mark
                anchors.horizontalCenter: parent.horizontalCenter
                y: (parent.height - height - greeting.height - Theme.gap * 3) / 2
                visible: hero.height > greeting.height + Theme.mm(46)
                height: visible ? Math.min(Theme.mm(96), hero.height - greeting.height - Theme.gap * 7) : 0
                width: height * 1.5
            }

            Column {
                id: greeting
                x: Theme.margin
                y: mark.visible ? mark.y + mark.height + Theme.gap * 3 : (parent.height - height) / 2
                width: parent.width - 2 * Theme.margin
                spacing: Theme.gap * 0.7

                Words {
                    width: parent.width
                    text: home.page.unit
                    capital: Theme.strong
                    heavy: true
                    color: Theme.light
                    horizontalAlignment: Text.AlignHCenter
                }

                Words {
                    width: parent.width
                    visible: !Theme.small
                    text: home.page.hours || Screen.words.hours
                    color: Theme.light
                    horizontalAlignment: Text.AlignHCenter
                }
            }
        }

        Scroller {
            id: reach
            anchors.bottom: parent.bottom
            anchors.bottomMargin: home.buttons.length > 0 ? 0 : Theme.gap
            width: parent.width
            height: Math.min(parent.height - Theme.gap, question.implicitHeight + grid.implicitHeight + spacing)
            spacing: Theme.gap * 1.6

            Column {
                id: question
                width: parent?.width ?? 0
                spacing: Theme.gap

                Banner {
                    width: parent.width
                    text: home.page.notice
                    look: "info"
                }

                Banner {
                    width: parent.width
                    text: home.page.error
                    look: "sorry"
                }

                Words {
                    width: parent.width
                    text: home.page.title
                    capital: Theme.title
                    heavy: true
                    color: Theme.brand
                    Accessible.role: Accessible.Heading
                }

                Words {
                    width: parent.width
                    visible: text !== "" && !home.terse
                    text: home.page.lead
                    color: Theme.soft
                }
            }

            TileGrid {
                id: grid
                width: parent?.width ?? 0
                options: home.page.tiles
                terse: home.terse
                onChosen: name => Screen.answer(name, "")
            }
        }
    }
}
