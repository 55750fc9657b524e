drop table reorder_point;
