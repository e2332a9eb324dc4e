pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// The machine at a glance: one line for each thing that can be tested.
PageBody {
    id: bench

    // a long reason over the list leaves it no room on a small panel: then all of it scrolls
    least: page.error ? grid.implicitHeight : 0

    Scroller {
        anchors.fill: parent

        Grid {
            id: grid
            width: parent.width
            columns: Theme.wide ? 2 : 1
            spacing: Math.max(Theme.mm(2.8), Theme.gap * 0.6)

            Repeater {
                model: bench.page.rows.length

                BenchLine {
                    required property int index
                    width: (grid.width - (grid.columns - 1) * grid.spacing) / grid.columns
                    row: bench.page.rows[index] ?? ({})
                    onTapped: Screen.answer(row.name, "")
                }
            }
        }
    }
}
